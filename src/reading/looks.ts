/** What may stand before the first tag of a page of HTML: a byte order mark, white space, comments, an XML declaration. */
const before = /^(?:\ufeff|\s+|<!--[\s\S]{0,20000}?-->|<\?xml[^<>]{0,200}\?>)*/

/** Whether a text is a whole page of HTML, or the content of one; a Markdown page that begins with a tag is none. */
export function looksLikeHtml(text: string): boolean {
  const head = text.slice(0, 40_000).replace(before, '')
  return /^<(?:!doctype\s+html|html|head|body)\b/i.test(head) || /^<(?:main|article)\b[^<>]*>\s*<\w/i.test(head)
}
