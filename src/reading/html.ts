import type { Element, ElementContent, Root as HastRoot, RootContent } from 'hast'
import type { Root } from 'mdast'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import { unified } from 'unified'
import { withSources } from './html-blocks.ts'
import { refuse } from './limits.ts'

/** A page of HTML as blocks that the Markdown reader walks, with the title and date it gives itself. */
export type HtmlPage = { readonly root: Root; readonly title: string | null; readonly date: string | null }

const parser = unified().use(rehypeParse).freeze()
const converter = unified().use(rehypeRemark, { newlines: true }).freeze()
const deepest = 400

/** Reads HTML: the main part of the page, without navigation, feedback, footer and scripts; tabs become tab headings. */
export function parseHtml(text: string): HtmlPage {
  const tree = parsed(text)
  if (depthOf(tree) > deepest) refuse(`elements are nested deeper than ${deepest}`)
  const title = textOf(find(tree, (one) => one.tagName === 'title')).trim()
  const main = mainOf(tree)
  const root = converter.runSync({ type: 'root', children: [cleaned(main)] } as HastRoot) as Root
  return {
    root: withSources(root),
    title: title === '' ? null : title,
    date: metaOf(tree, 'ms.date') ?? metaOf(tree, 'updated_at'),
  }
}

/** The parser walks elements by calling itself, so a page of nothing but opening tags exhausts the stack. */
function parsed(text: string): HastRoot {
  try {
    return parser.parse(text)
  } catch (error) {
    if (error instanceof RangeError) refuse('elements are nested deeper than the parser can follow')
    throw error
  }
}

function depthOf(tree: HastRoot): number {
  let level: readonly (RootContent | ElementContent)[] = tree.children
  let depth = 0
  while (level.length > 0 && depth <= deepest) {
    level = level.flatMap((node) => ('children' in node ? node.children : []))
    depth += 1
  }
  return depth
}

function find(node: HastRoot | Element, wanted: (one: Element) => boolean): Element | null {
  for (const child of node.children) {
    if (child.type !== 'element') continue
    const found = wanted(child) ? child : find(child, wanted)
    if (found) return found
  }
  return null
}

function textOf(node: Element | null): string {
  return (node?.children ?? [])
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? textOf(child) : ''))
    .join('')
}

function metaOf(tree: HastRoot, name: string): string | null {
  const meta = find(tree, (one) => one.tagName === 'meta' && one.properties.name === name)
  const content = meta?.properties.content
  return typeof content === 'string' && content !== '' ? content : null
}

function mainOf(tree: HastRoot): Element {
  const main =
    find(tree, (one) => one.tagName === 'main' || one.properties.role === 'main') ??
    find(tree, (one) => one.tagName === 'article') ??
    find(tree, (one) => one.tagName === 'body')
  return main ?? { type: 'element', tagName: 'div', properties: {}, children: [] }
}

const furniture = new Set(
  'nav footer aside script style template noscript form button svg iframe select dialog'.split(' '),
)
const furnitureNames =
  /(?:^|[\s_-])(?:nav|navigation|navbar|breadcrumbs?|footer|feedback|toc|sidebar|cookies?|banner|metadata|action-bar|contributors|page-actions|related|share|rating)(?:$|[\s_-])/i

function isFurniture(one: Element): boolean {
  if (furniture.has(one.tagName) || (one.properties.hidden === true && one.properties.role !== 'tabpanel')) return true
  const role = String(one.properties.role ?? '')
  if (/^(?:navigation|contentinfo|search|complementary|tablist)$/.test(role)) return true
  const names = [one.properties.id, one.properties.className, one.properties.dataBiName]
    .flat()
    .filter((name) => typeof name === 'string')
  return (
    names.some((name) => furnitureNames.test(name)) &&
    !/^(?:main|article|body|h[1-6]|table|td|th|tr)$/.test(one.tagName)
  )
}

/** A copy without furniture; each panel of a group of tabs begins with its tab as a heading, and a rule ends the group. */
function cleaned(one: Element, tabs: ReadonlyMap<string, string> = new Map()): Element {
  const known = new Map([...tabs, ...tabsOf(one)])
  const children = one.children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return child.type === 'comment' ? [] : [child]
    if (isFurniture(child)) return []
    if (child.properties.role !== 'tabpanel') return [cleaned(child, known)]
    const label = known.get(String(child.properties.id ?? '')) ?? String(child.properties.dataTab ?? 'tab')
    return [tabHeading(label, child), ...cleaned(child, known).children]
  })
  const grouped = one.children.some((child) => child.type === 'element' && child.properties.role === 'tabpanel')
  const end: ElementContent[] = grouped ? [{ type: 'element', tagName: 'hr', properties: {}, children: [] }] : []
  return { ...one, children: [...children, ...end] }
}

function tabsOf(one: Element): readonly (readonly [string, string])[] {
  const list = one.children.find((child) => child.type === 'element' && child.properties.role === 'tablist')
  if (list?.type !== 'element') return []
  const found: (readonly [string, string])[] = []
  const visit = (node: Element): void => {
    const panel = [node.properties.ariaControls].flat()[0]
    if (typeof panel === 'string') found.push([panel, textOf(node).trim()])
    for (const child of node.children) if (child.type === 'element') visit(child)
  }
  visit(list)
  return found
}

function tabHeading(label: string, panel: Element): Element {
  const position = panel.position ? { position: panel.position } : {}
  const link: Element = {
    type: 'element',
    tagName: 'a',
    properties: { href: '#tab/html' },
    children: [{ type: 'text', value: label }],
  }
  return { type: 'element', tagName: 'h1', properties: {}, children: [link], ...position }
}
