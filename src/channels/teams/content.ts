import { z } from 'zod'
import type { PersonalLinks } from '../channel.ts'
import { personalPage } from '../personal.ts'
import { button } from './message.ts'

/** A card is passed on as it was made, perhaps by another version. */
const card = z.looseObject({ actions: z.array(z.unknown()).default([]) })
const shape = z.looseObject({ attachments: z.tuple([z.looseObject({ content: card })]) })

/** What one receiver is sent: the content as it is, or with a button of his own. */
export function addressed(content: string, links: PersonalLinks | undefined): string {
  if (links === undefined) return content
  const made = shape.parse(JSON.parse(content))
  const [attachment] = made.attachments
  const actions = [...attachment.content.actions, button(personalPage(links))]
  return JSON.stringify({ ...made, attachments: [{ ...attachment, content: { ...attachment.content, actions } }] })
}
