import { z } from 'zod'
import type { PersonalLinks } from '../channel.ts'
import { personalPage } from '../personal.ts'
import { pageLine } from './message.ts'

/** What `render` made, perhaps of another version or for a channel that was configured otherwise. */
const shape = z.looseObject({ body: z.string(), format: z.enum(['text', 'markdown']) })

/** What one receiver is sent: the content with the services it is for, and the link of his own below the text. */
export function addressed(content: string, whom: object, links: PersonalLinks | undefined): string {
  const made = shape.parse(JSON.parse(content))
  const line = links === undefined ? '' : pageLine(personalPage(links), made.format)
  return JSON.stringify({ ...made, body: `${made.body}${line}`, ...whom })
}
