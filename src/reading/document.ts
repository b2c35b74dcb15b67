import type { Reading } from '../core/model.ts'
import { readPage } from './index.ts'
import type { Include } from './lines.ts'
import { looksLikeHtml } from './looks.ts'

export type Format = 'auto' | 'markdown' | 'html'

/**
 * Reads a page in either format.
 *
 * @param text the page, decoded
 * @param options `format`: `auto` decides by what the page looks like; `include` as for `readPage`, for Markdown only
 * @throws an error named `ReadingRefused` for a page beyond the limits of size and depth
 */
export async function readDocument(
  text: string,
  options: { readonly format: Format; readonly include?: Include | undefined },
): Promise<Reading> {
  const isHtml = options.format === 'html' || (options.format === 'auto' && looksLikeHtml(text))
  // Pages of HTML are few: only they pay for its parser.
  if (isHtml) return (await import('./html/index.ts')).readHtml(text)
  return readPage(text, options.include ? { include: options.include } : {})
}
