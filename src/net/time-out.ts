/**
 * A signal that aborts after so many milliseconds, unless it is cleared before. And not AbortSignal.timeout: that one lives until its
 * time is over, and thousands of messages a minute go out in a fraction of theirs.
 */
export function timeOut(ms: number): { readonly signal: AbortSignal; readonly clear: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('it took too long', 'TimeoutError')), ms)
  return { signal: controller.signal, clear: () => clearTimeout(timer) }
}
