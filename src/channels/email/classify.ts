import type { Outcome } from '../../core/model.ts'

/** What an SMTP library says of a failed attempt. `command`: the one that failed; `code`: the library's own. */
export type SmtpFailure = {
  readonly message: string
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly command?: string | undefined
  readonly code?: string | undefined
}

/** RFC 3463 and its registry: bad destination mailbox, system or syntax, moved, disabled, no mail for the domain. Not 5.1.7 and 5.1.8: the sender's. */
const goneStatuses = /^5\.(1\.([1-46]|10)|2\.1)$/
/** RFC 5321, 4.2.3: mailbox unavailable, user not local, mailbox name not allowed. */
const goneCodes: readonly number[] = [550, 551, 553]

/**
 * What became of a message that was not accepted (RFC 5321, section 4.2.1: 4yz passes, 5yz stays).
 * A 5yz before the recipient was named (greeting, STARTTLS, AUTH, MAIL FROM) is about us and not about the message: a wrong password
 * must not throw mail away, so it is tried again. No answer at all is tried again; 503 says that the session was in disorder.
 */
export function classifyFailure(failure: SmtpFailure): Outcome {
  const { responseCode = 0, command = '', code } = failure
  const why = whyOf(failure)
  // Found by the library before anything was sent: no valid address.
  if (code === 'EENVELOPE' && command === 'API') return { kind: 'refused', why }
  if (responseCode < 500 || responseCode > 599 || responseCode === 503) return { kind: 'retry', why }
  if (command === 'RCPT TO') return { kind: noSuchUser(failure) ? 'gone' : 'refused', why }
  return command === 'DATA' ? { kind: 'refused', why } : { kind: 'retry', why }
}

/** The enhanced status decides where there is one: 550 5.7.1 is a policy, 550 5.1.1 is nobody. */
function noSuchUser({ response = '', responseCode = 0 }: SmtpFailure): boolean {
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  return status === undefined ? goneCodes.includes(responseCode) : goneStatuses.test(status)
}

/** The server's own words where there are any. */
function whyOf({ message, response, command }: SmtpFailure): string {
  if (!response) return message
  return `${response} (at ${command === undefined || command === 'CONN' ? 'the greeting' : command})`
}
