import type { Piece } from './content.ts'
import type { Rest } from './page.ts'

/** `and 380 more: the attached changes.csv holds all.`, or where all of it is when the files do not go along. `linked`: how a URL is shown. */
export function restPieces({ rows, file, whole }: Rest, linked: (url: string) => string): readonly Piece[] {
  const where =
    whole === null
      ? 'All of it is too large for a mail; the list itself shows what stands now.'
      : `All of it is too large for a mail, and stands at ${linked(whole)}`
  return [
    rows > 0 ? `and ${rows} more. ` : '',
    { when: 'attached', yes: [`The attached ${file} holds all of it.`], no: [where] },
  ]
}
