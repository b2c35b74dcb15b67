import type { Element, Root } from 'hast'
import { attribute, elementsIn, namesOf, type Sizes } from './hast.ts'

/** Names that pages without `<main>` and `<article>` give to the place of their text. */
const contentNames =
  /^(?:main|main-?column|main-?content|content|content-?main|page-?content|article-?body|document|documentation|markdown-body|md-content|rst-content|entry-content|post-content|theme-doc-markdown|vp-doc)$/i

/** An `<article>`, or a place named so, is the whole text only if it holds at least this share of what the page says. */
const leastShare = 0.5

/**
 * The element that holds what the page is about: `<main>` or `role=main`, else an article, else a place named for it, else
 * the body, whose navigation and the like go later.
 *
 * @see https://html.spec.whatwg.org/multipage/grouping-content.html#the-main-element
 */
export function mainContent(root: Root, sizes: Sizes): { readonly within: Element | Root; readonly named: boolean } {
  const elements = elementsIn(root)
  const body = elements.find((one) => one.tagName === 'body') ?? root
  const all = sizes.get(body) ?? 0
  const largest = (some: readonly Element[]): Element | undefined =>
    some.reduce<Element | undefined>((best, one) => (sizeOf(one) > (best ? sizeOf(best) : 0) ? one : best), undefined)
  const sizeOf = (one: Element): number => sizes.get(one) ?? 0
  const main = largest(elements.filter((one) => one.tagName === 'main' || attribute(one, 'role') === 'main'))
  if (main) return { within: main, named: true }
  for (const fits of [isArticle, isNamedForContent]) {
    const found = largest(elements.filter(fits))
    if (found && sizeOf(found) >= all * leastShare) return { within: found, named: true }
  }
  return { within: body, named: false }
}

function isArticle(one: Element): boolean {
  return one.tagName === 'article'
}

function isNamedForContent(one: Element): boolean {
  return one.tagName !== 'body' && namesOf(one).some((name) => contentNames.test(name))
}
