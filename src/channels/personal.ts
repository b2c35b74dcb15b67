import type { PersonalLinks } from './channel.ts'
import type { Page } from './lines.ts'

/**
 * What one receiver may do with his subscription. It is put beside what `render` made, never into it: no text of a page can pass for
 * it, and what is stored opens nobody's subscription.
 */
export function personalPage({ manage, confirm }: PersonalLinks): Page {
  return confirm === undefined
    ? { text: 'Change or end this subscription', href: manage }
    : { text: 'Confirm this subscription', href: confirm }
}
