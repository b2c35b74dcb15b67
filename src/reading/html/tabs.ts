import type { Element, ElementContent, Root } from 'hast'
import { attribute, element, elementsIn, isElement, textOf } from './hast.ts'

/** Name of a tab panel as its tab shows it; null for an element that is none or has no name. */
export type TabName = (panel: Element) => string | null

/** Target that marks a heading as the name of a tab, in the words of Learn's Markdown. */
export const tabTarget = '#tab/panel'

/**
 * Names of the tab panels of a page: by `aria-labelledby`, else by the tab that controls the panel or links to it.
 *
 * @see https://www.w3.org/TR/wai-aria-1.2/#tabpanel
 */
export function tabNames(root: Root): TabName {
  const byId = new Map<string, string>()
  const byPanel = new Map<string, string>()
  for (const one of elementsIn(root)) {
    const id = attribute(one, 'id')
    const isTab = attribute(one, 'role') === 'tab'
    if (id === '' && !isTab) continue
    const name = isTab || one.tagName === 'a' || one.tagName === 'button' ? wordsOf(one) : null
    if (name === null) continue
    if (id !== '') byId.set(id, name)
    const target = attribute(one, 'href')
    for (const panel of [...attribute(one, 'ariaControls').split(' '), target.startsWith('#') ? target.slice(1) : ''])
      if (panel !== '' && isTab) byPanel.set(panel, name)
  }
  return (panel) => {
    if (attribute(panel, 'role') !== 'tabpanel') return null
    const labels = attribute(panel, 'ariaLabelledBy').split(' ')
    const label = labels.map((id) => byId.get(id)).find((name) => name !== undefined)
    const own = attribute(panel, 'ariaLabel').trim()
    return label ?? byPanel.get(attribute(panel, 'id')) ?? (own === '' ? null : own)
  }
}

function wordsOf(one: Element): string | null {
  const words = textOf(one).replace(/\s+/g, ' ').trim()
  return words === '' ? null : words
}

/** A panel as Learn's Markdown has it: a heading that links to the tab, its content, and a line that ends it. */
export function asTab(name: string, panel: Element, children: readonly ElementContent[]): readonly ElementContent[] {
  const position = panel.position ? { position: panel.position } : {}
  const label: ElementContent = { type: 'text', value: name, ...position }
  const marker = element('h1', [element('a', [label], { href: tabTarget })])
  const lift = Math.max(0, 3 - Math.min(...children.flatMap(depthsIn), 3))
  return [marker, ...children.map((child) => lowered(child, lift)), element('hr', [])]
}

function depthsIn(node: ElementContent): number[] {
  if (!isElement(node)) return []
  return [node, ...elementsIn(node)].map(depthOf).filter((depth) => depth > 0)
}

function depthOf({ tagName }: Element): number {
  return /^h[1-6]$/.test(tagName) ? Number(tagName[1]) : 0
}

/** Headings in a panel stand below the one over the tabs: a heading of level 2 would end the tab. */
function lowered(node: ElementContent, by: number): ElementContent {
  if (by === 0 || !isElement(node)) return node
  const depth = depthOf(node)
  const tagName = depth > 0 ? `h${Math.min(6, depth + by)}` : node.tagName
  return { ...node, tagName, children: node.children.map((child) => lowered(child, by)) }
}
