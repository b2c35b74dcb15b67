import type { Outcome } from '../../core/model.ts'
import type { Answer } from '../../net/answer.ts'
import { classifyAnswer } from '../webhook/classify.ts'

/**
 * A workflow answers 202 as soon as it has begun. What it answers when it did not is an error of Power Automate
 * (`{"error":{"code":"WorkflowNotFound",...}}`); the older connectors said 200 whatever happened, and the trouble in the text
 * (https://github.com/MicrosoftDocs/msteams-docs/issues/1810).
 */
export function classifyTeams(answer: Answer, now: number): Outcome {
  const { status, text } = answer
  const [, inner] = /message delivery failed with error:.*?HTTP error (\d{3})/i.exec(text) ?? []
  if (status === 200 && inner !== undefined) return classifyAnswer({ ...answer, status: Number(inner) }, now)
  if (status === 200 && /message delivery failed/i.test(text))
    return { kind: 'retry', why: `Teams could not deliver it: ${text}` }
  if (status === 404 && /WorkflowNotFound|FlowNotFound|RequestedFlow\w*NotFound/i.test(text))
    return { kind: 'gone', why: `Teams says that the workflow is gone (404): ${text}` }
  if ((status === 400 || status === 404) && /TriggerIsNotEnabled|Flow\w*(Disabled|Suspended)/i.test(text))
    return { kind: 'retry', why: `the workflow is turned off; its owner can turn it on again (${status}): ${text}` }
  return classifyAnswer(answer, now)
}
