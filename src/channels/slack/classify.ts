import type { Outcome } from '../../core/model.ts'
import type { Answer } from '../../net/answer.ts'
import { classifyAnswer } from '../webhook/classify.ts'

/** The webhook, its workspace or its channel is no more: what Slack answers with 403, 404 or 410. */
const dead =
  /\b(no_service|no_team|no_active_hooks|invalid_token|channel_not_found|channel_is_archived|team_disabled)\b/

/** `ok`, and what those answer who speak the same. */
const success = /^"?ok"?$|"(ok|success)" ?: ?true/

/**
 * Slack says what is wrong in a word (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling
 * errors"), and says `ok` when it took the message. Any other text with a 200 comes from something that is no webhook.
 */
export function classifySlack(answer: Answer, now: number): Outcome {
  const { status, text } = answer
  if (status >= 200 && status < 300 && text !== '' && !success.test(text))
    return {
      kind: 'retry',
      why: `the receiver answered ${status}, but not \`ok\`: is this the URL of an incoming webhook? ${text}`,
    }
  if ([403, 404, 410].includes(status) && dead.test(text))
    return { kind: 'gone', why: `Slack says that the webhook or its channel is gone (${status}): ${text}` }
  return classifyAnswer(answer, now)
}
