import type { Element, ElementContent } from 'hast'
import { isChrome, isNote } from './chrome.ts'
import { attribute, contentOf, element, isElement, type Sizes, textOf } from './hast.ts'
import { isLayoutTable, layoutContent, withoutSpans } from './tables.ts'
import { asTab, type TabName } from './tabs.ts'

/** What is known of the whole page while its parts are reshaped. */
export type Page = {
  readonly tabName: TabName
  readonly sizes: Sizes
  /** Characters of text in the part that is read. */
  readonly whole: number
  /** The page itself says where its text stands. */
  readonly named: boolean
}

/** The content of a page in the few forms that Markdown has: chrome is gone, tabs are headings, notes are quotations. */
export function reshape(nodes: readonly ElementContent[], page: Page): readonly ElementContent[] {
  return nodes.flatMap((node) => (isElement(node) ? reshapeElement(node, page) : [node]))
}

function reshapeElement(node: Element, page: Page): readonly ElementContent[] {
  // A line across the page ends a tab in Markdown; in HTML the end of the panel does.
  if (node.tagName === 'hr' || isChrome(node, page.named, page.sizes, page.whole)) return gap(node)
  if (node.tagName === 'table' && isLayoutTable(node)) return reshape(layoutContent(node), page)
  const children = reshape(contentOf(node.children), page)
  if (blocks.has(node.tagName) && children.every((child) => textOf(child).trim() === '')) return gap(node)
  if (node.tagName === 'table') return withoutSpans({ ...node, children: [...children] })
  if (node.tagName === 'a' && (attribute(node, 'href') === '' || textOf(node).trim() === '')) return children
  const tab = page.tabName(node)
  if (tab !== null) return asTab(tab, node, children)
  if (isNote(node)) return [element('blockquote', withoutLabel(children))]
  return [{ ...node, children: [...children] }]
}

const blocks = new Set(
  'address article aside blockquote center dialog div dl fieldset figure footer form header hr main nav ol p pre section table ul'.split(
    ' ',
  ),
)

/** Where a block goes, the texts before and behind it still do not run together. */
function gap(node: Element): readonly ElementContent[] {
  return blocks.has(node.tagName) ? [element('br', [])] : []
}

/** `Note`, `Wichtig`: the label over a note is not its text. */
function withoutLabel(children: readonly ElementContent[]): readonly ElementContent[] {
  const first = children.findIndex((child) => isElement(child) || (child.type === 'text' && child.value.trim() !== ''))
  const label = children[first]
  if (!label || !isElement(label) || children.slice(first + 1).every((child) => textOf(child).trim() === ''))
    return children
  const words = textOf(label).trim()
  return words.length <= 24 && !/[.:/@]/.test(words) ? children.toSpliced(first, 1) : children
}
