import type { Feed, FeedEntry } from './feed.ts'

/** A feed as Atom (RFC 4287). Every entry has its whole content; `next` leads to older ones (RFC 5005). */
export function atomText({ id, title, page, self, next, updated, entries }: Feed): string {
  const links = [
    `<link rel="self" type="application/atom+xml" href="${xml(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${xml(page)}"/>`,
    ...(next === null ? [] : [`<link rel="next" type="application/atom+xml" href="${xml(next)}"/>`]),
  ]
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${xml(id)}</id>
<title>${xml(title)}</title>
<updated>${iso(updated)}</updated>
<author><name>endpoint-drift</name></author>
<generator>endpoint-drift</generator>
${links.join('\n')}
${entries.map(entryText).join('')}</feed>
`
}

function entryText({ id, title, page, about, source, published, summary, content }: FeedEntry): string {
  const related = /^https?:/i.test(about) ? `<link rel="related" href="${xml(about)}"/>\n` : ''
  return `<entry>
<id>${xml(id)}</id>
<title>${xml(title)}</title>
<published>${iso(published)}</published>
<updated>${iso(published)}</updated>
<link rel="alternate" type="text/html" href="${xml(page)}"/>
${related}<category term="${xml(source)}"/>
<summary>${xml(summary)}</summary>
<content type="html">${xml(content)}</content>
</entry>
`
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** Text for XML 1.0, which has no way to write most control characters, lone surrogates and the last two of the plane (section 2.2). */
export function xml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
