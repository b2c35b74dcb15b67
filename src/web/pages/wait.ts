/** How long to wait, for people: `a minute`, `6 minutes`, `an hour`. Milliseconds in; never shorter than they are. */
export function waitText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 1) return 'a minute'
  return minutes === 60 ? 'an hour' : `${minutes} minutes`
}

/** The same for programs, in whole seconds (RFC 9110, 10.2.3). */
export function retryAfter(ms: number): string {
  return String(Math.ceil(ms / 1000))
}
