import type { Feed } from './feed.ts'

/** A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1). */
export function jsonFeedText({ title, page, self, next, entries }: Feed): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: page,
    feed_url: self,
    ...(next !== null && { next_url: next }),
    language: 'en',
    authors: [{ name: 'endpoint-drift' }],
    items: entries.map(({ id, title, page, about, source, published, summary, content }) => ({
      id,
      url: page,
      ...(/^https?:/i.test(about) && { external_url: about }),
      title,
      summary,
      content_html: content,
      date_published: new Date(published).toISOString(),
      tags: [source],
    })),
  }
  return `${JSON.stringify(feed, null, 2)}\n`
}
