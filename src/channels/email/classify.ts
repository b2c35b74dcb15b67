import type { Outcome } from '../../core/model.ts'

/** What an SMTP library says of a failed attempt. `command`: the one that failed; `code`: the library's own. */
export type SmtpFailure = {
  readonly message: string
  readonly responseCode?: number | undefined
  readonly response?: string | undefined
  readonly command?: string | undefined
  readonly code?: string | undefined
  /** Whether the server asked for the message itself: so it took the recipient. */
  readonly begun: boolean
}

/** RFC 3463 and its registry: bad destination mailbox, system or syntax, moved, disabled, no mail for the domain. Not 5.1.7 and 5.1.8: the sender's. */
const goneStatuses = /^5\.(1\.([1-46]|10)|2\.1)$/
/** RFC 5321, 4.2.3: mailbox unavailable, user not local, mailbox name not allowed. */
const goneCodes: readonly number[] = [550, 551, 553]

/**
 * About the session and not about what is sent in it, whatever they answer: the server shuts down (421, RFC 5321, 3.8), commands were
 * out of order (503), it wants to know who we are or a better line (530, 534, 535, 538: RFC 4954, 6).
 */
const sessionCodes: readonly number[] = [421, 503, 530, 534, 535, 538]

/**
 * What became of a message that was not accepted (RFC 5321, section 4.2.1: 4yz passes, 5yz stays).
 * Whatever goes wrong before the recipient was named (connection, greeting, STARTTLS, AUTH, MAIL FROM) is about us and our server
 * and not about the message: a wrong password must not throw mail away. So is no answer before the server took the recipient.
 * A 4yz for the recipient or for the message is the receiver's.
 */
export function classifyFailure(failure: SmtpFailure): Outcome {
  const { responseCode = 0, command = '', code, begun } = failure
  const why = whyOf(failure)
  // Found by the library before anything was sent: no valid address.
  if (code === 'EENVELOPE' && command === 'API') return { kind: 'refused', why }
  if (isTooLarge(failure)) return { kind: 'refused', why }
  if (responseCode < 400 || responseCode > 599)
    return begun ? { kind: 'retry', why } : { kind: 'retry', why, ours: true }
  const ours = sessionCodes.includes(responseCode) || !(command === 'RCPT TO' || command === 'DATA')
  if (ours) return { kind: 'retry', why, ours }
  if (responseCode < 500) return { kind: 'retry', why }
  return { kind: command === 'RCPT TO' && noSuchUser(failure) ? 'gone' : 'refused', why }
}

/**
 * Whether the server takes no message of this size: its limit is known before it is sent (RFC 1870, 6.1), or it says so with 552 or
 * with an enhanced status (RFC 3463: 5.2.3 for the mailbox, 5.3.4 for the system). A full mailbox (5.2.2) takes no smaller one either.
 */
export function isTooLarge({ responseCode, command, code, response = '' }: SmtpFailure): boolean {
  if (responseCode === undefined) return code === 'EMESSAGE' && command === 'MAIL FROM'
  const status = statusOf(response)
  if (status !== undefined) return status === '5.3.4' || status === '5.2.3'
  return responseCode === 552 && command !== 'RCPT TO'
}

/** The enhanced status decides where there is one: 550 5.7.1 is a policy, 550 5.1.1 is nobody. */
function noSuchUser({ response = '', responseCode = 0 }: SmtpFailure): boolean {
  const status = statusOf(response)
  return status === undefined ? goneCodes.includes(responseCode) : goneStatuses.test(status)
}

function statusOf(response: string): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
}

/** The server's own words where there are any. */
function whyOf(failure: SmtpFailure): string {
  const { message, response, command } = failure
  const large = isTooLarge(failure) ? 'the mail is larger than the server takes: ' : ''
  if (!response) return `${large}${message}`
  return `${large}${response} (at ${command === undefined || command === 'CONN' ? 'the greeting' : command})`
}
