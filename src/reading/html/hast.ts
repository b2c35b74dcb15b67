import type { Element, ElementContent, Nodes } from 'hast'
import { refuse } from '../limits.ts'

export function isElement(node: Nodes): node is Element {
  return node.type === 'element'
}

/** An attribute as text, lists joined by spaces; empty where it is absent. */
export function attribute(element: Element, name: string): string {
  const value = element.properties[name]
  if (value === undefined || value === null || value === false) return ''
  return Array.isArray(value) ? value.join(' ') : String(value)
}

/** The id and the classes of an element, each a word. */
export function namesOf(element: Element): readonly string[] {
  return `${attribute(element, 'id')} ${attribute(element, 'className')}`.split(/\s+/).filter((name) => name !== '')
}

export function element(
  tagName: string,
  children: readonly ElementContent[],
  properties: Element['properties'] = {},
): Element {
  return { type: 'element', tagName, properties, children: [...children] }
}

export function contentOf(nodes: readonly Nodes[]): readonly ElementContent[] {
  return nodes.filter((node): node is ElementContent => node.type === 'element' || node.type === 'text')
}

const unseen = new Set(['script', 'style', 'template', 'noscript', 'svg'])

/** The text of a node and of all in it, scripts and styles aside. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value
  if (!('children' in node) || (isElement(node) && unseen.has(node.tagName))) return ''
  return node.children.map((child) => textOf(child)).join('')
}

/** All elements in a node, in the order of the page. */
export function elementsIn(node: Nodes, found: Element[] = []): Element[] {
  if (!('children' in node)) return found
  for (const child of node.children) {
    if (!isElement(child)) continue
    found.push(child)
    elementsIn(child, found)
  }
  return found
}

/** Levels of elements: real pages have some dozens, and what comes later goes through them more than once. */
const deepest = 300

/** Characters of text in each element, spaces aside: what there is to read in it. */
export type Sizes = ReadonlyMap<Nodes, number>

export function sizesOf(root: Nodes): Sizes {
  const sizes = new Map<Nodes, number>()
  measure(root, sizes, 0)
  return sizes
}

function measure(node: Nodes, sizes: Map<Nodes, number>, depth: number): number {
  if (depth > deepest) refuse(`its elements are nested deeper than ${deepest}`)
  if (node.type === 'text') return node.value.replace(/\s+/g, '').length
  if (!('children' in node) || (isElement(node) && unseen.has(node.tagName))) return 0
  let size = 0
  for (const child of node.children) size += measure(child, sizes, depth + 1)
  sizes.set(node, size)
  return size
}
