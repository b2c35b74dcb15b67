import type { Outcome } from '../../core/model.ts'
import type { Answer } from '../../net/answer.ts'
import { classifyAnswer } from '../webhook/classify.ts'

/**
 * Of Apprise's answers (https://github.com/caronc/apprise-api, "API response codes") only 200 is success: 204 says that nothing
 * is configured under the key and nobody was told. 424 says that at least one service behind it failed: all are told again,
 * since nobody says which. Apprise is the operator's own: when it is ill, does not let us in or is not at its address, no
 * receiver is to blame.
 */
export function classifyApprise(answer: Answer, now: number): Outcome {
  const { status, text } = answer
  const said = text === '' ? '' : `: ${text}`
  if (status === 204)
    return { kind: 'retry', why: 'Apprise has no configuration under this key (204): nobody was told' }
  if (status === 424)
    return { kind: 'retry', why: `Apprise could not tell all of its services, or none has this tag (424)${said}` }
  if (status === 431) return { kind: 'refused', why: `Apprise finds it too large (431)${said}` }
  const outcome = classifyAnswer(answer, now)
  return outcome.kind === 'retry' && isOurs(status) ? { ...outcome, ours: true } : outcome
}

/** An attempt that ended without an answer; what is wrong with the address of Apprise can be put right. */
export function unreached(outcome: Outcome): Outcome {
  return outcome.kind === 'delivered' ? outcome : { ...outcome, kind: 'retry', ours: true }
}

function isOurs(status: number): boolean {
  return status >= 500 || (status >= 300 && status < 400) || [401, 403, 404, 407].includes(status)
}
