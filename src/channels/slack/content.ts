import { z } from 'zod'
import type { PersonalLinks } from '../channel.ts'
import { personalPage } from '../personal.ts'
import { pageLink } from './message.ts'

/** Blocks are passed on as they were made, perhaps by another version. */
const shape = z.object({ text: z.string(), blocks: z.array(z.unknown()) })

/** What one receiver is sent: the content as it is, or with the link of his own below it. */
export function addressed(content: string, links: PersonalLinks | undefined): string {
  if (links === undefined) return content
  const { text, blocks } = shape.parse(JSON.parse(content))
  const link = pageLink(personalPage(links))
  return JSON.stringify({ text: `${text}\n${link.text}`, blocks: [...blocks, link.block] })
}
