import type { Root } from 'hast'
import type { Reading } from '../../core/model.ts'
import { readPrepared } from '../index.ts'
import { refuse } from '../limits.ts'
import type { PreparedLine } from '../lines.ts'
import { attribute, contentOf, elementsIn, sizesOf, textOf } from './hast.ts'
import { mainContent } from './main-content.ts'
import { markLines, withoutOwnMarks } from './marks.ts'
import { reshape } from './reshape.ts'
import { tabNames } from './tabs.ts'
import { parseHtml, toMarkdown } from './tree.ts'
import { writeLines } from './write.ts'

const mostCharacters = 8 * 1024 * 1024
const mostTags = 200_000

/**
 * Reads a page of HTML with the reader of Markdown pages: its main text only, without navigation, feedback, footer, scripts
 * and what is hidden. Tabs (`role=tabpanel`), notes and tables with spans are read as Learn's Markdown has them.
 *
 * @param text the page, decoded
 * @returns as `readPage`; lines are those of the HTML source
 * @throws an error named `ReadingRefused` for a page beyond the limits of size and depth
 */
export function readHtml(text: string): Reading {
  if (text.length > mostCharacters) refuse(`it is longer than ${mostCharacters} characters`)
  const source = withoutOwnMarks(text).replace(/\r\n?/g, '\n')
  if (source.split('<', mostTags + 1).length > mostTags) refuse(`it has more than ${mostTags} tags`)
  try {
    return readPrepared({ lines: linesOf(source), complaints: [] }, true)
  } catch (error) {
    // The parsers of HTML go into depth by recursion; only a page made for it is deeper than the stack.
    if (error instanceof RangeError) refuse('its elements are nested too deep')
    throw error
  }
}

function linesOf(source: string): readonly PreparedLine[] {
  const root = parseHtml(source)
  const sizes = sizesOf(root)
  const { within, named } = mainContent(root, sizes)
  const page = { tabName: tabNames(root), sizes, whole: sizes.get(within) ?? 0, named }
  const content = markLines(reshape(contentOf(within.children), page), source.split('\n'))
  return [...frontMatter(root), ...writeLines(toMarkdown(content))]
}

/** Title and date as the reader of Markdown looks for them. */
function frontMatter(root: Root): readonly PreparedLine[] {
  const origin = { line: 1, file: null, source: '' }
  const title = titleOf(root)
  const date = dateOf(root)
  const fields = [...(title === null ? [] : [`title: "${title}"`]), ...(date === null ? [] : [`ms.date: ${date}`])]
  const lines = fields.length === 0 ? [] : ['---', ...fields, '---', '']
  return lines.map((text) => ({ text, origin, fenced: true }))
}

/** The title of the document without the name of the site behind it; without one, its first heading. */
function titleOf(root: Root): string | null {
  const elements = elementsIn(root)
  const titled = elements.find((one) => one.tagName === 'title')
  const heading = elements.find((one) => one.tagName === 'h1')
  const words = [titled, heading].map((one) => (one ? textOf(one).replace(/\s+/g, ' ').trim() : ''))
  const bare = words[0]?.replace(/ \| [^|]*$/, '') ?? ''
  const title = bare === '' ? (words[1] ?? '') : bare
  return title === '' ? null : title
}

const dates = ['ms.date', 'updated_at', 'article:modified_time', 'date']

function dateOf(root: Root): string | null {
  const metas = elementsIn(root).filter((one) => one.tagName === 'meta')
  for (const name of dates) {
    const meta = metas.find((one) => [attribute(one, 'name'), attribute(one, 'property')].includes(name))
    const content = meta ? attribute(meta, 'content').trim() : ''
    if (/^[\w:./+ -]{4,40}$/.test(content)) return content
  }
  return null
}
