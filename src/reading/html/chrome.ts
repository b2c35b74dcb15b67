import type { Element } from 'hast'
import { attribute, elementsIn, namesOf, type Sizes } from './hast.ts'

/** Never text of the page, wherever it stands. `sup` holds footnote marks; struck-out text is not required any more. */
const never = new Set(
  'nav footer script style template noscript svg math iframe frame object embed button select textarea input dialog base img picture audio video canvas map sup del s strike head link meta title'.split(
    ' ',
  ),
)

const roles = new Set(
  'navigation banner contentinfo complementary search dialog alertdialog tablist menu menubar toolbar button doc-toc doc-endnotes'.split(
    ' ',
  ),
)

/** Words in ids and classes of what stands around the text of a page, not in it. */
const around =
  /(?:^|[-_])(?:breadcrumbs?|feedback|toc|table-of-contents|in-this-article|doc-outline|cookies?|consent|banner|skip-link|skip-to-\w+|share|social|pagination|pager|prev-next|site-?nav\w*|navbar|sidebar|page-?metadata|page-?actions?|page-?footer|site-?footer|copyright|edit-page|language-selector|visually-hidden|sr-only|is-hidden|headerlink|anchor-link|anchorjs-link|hash-link|code-?header|copy-button|copy-btn|clipboard\w*|additional-resources|newsletter|survey|rating)(?:$|[-_])/i

const note = /^(?:note|tip|important|warning|caution|info|danger|admonition|alert|callout|message|aside)$/i

/** Panels and variants that a script shows on demand: hidden until then, but part of the page. */
export function isShownOnDemand(one: Element): boolean {
  return (
    attribute(one, 'role') === 'tabpanel' ||
    ['dataMoniker', 'dataPivot', 'dataZone', 'dataTab'].some((name) => attribute(one, name) !== '')
  )
}

/** A box beside the text that belongs to it: `NOTE`, `alert`, `admonition-tip` in its id, classes or role. */
export function isNote(one: Element): boolean {
  if (one.tagName !== 'div' && one.tagName !== 'aside' && one.tagName !== 'section') return false
  if (attribute(one, 'role') === 'note') return true
  return attribute(one, 'className')
    .split(/[\s_-]+/)
    .some((word) => note.test(word))
}

/**
 * Whether an element is no part of the page's text: navigation, footer, feedback, cookie banner, form controls, what is
 * hidden. What is only named so is kept when it holds a table, the title or a good part of the page: then the name is of a layout.
 *
 * @param named the page says where its text stands, and the element stands in it: its `header` is the text's own
 */
export function isChrome(one: Element, named: boolean, sizes: Sizes, whole: number): boolean {
  if (never.has(one.tagName) || isHidden(one)) return true
  if (one.tagName === 'header' && !named) return true
  if (isShownOnDemand(one) || isNote(one)) return false
  if (one.tagName === 'aside') return true
  const byName = roles.has(attribute(one, 'role')) || namesOf(one).some((name) => around.test(name))
  return byName && !isLayout(one, sizes, whole)
}

function isHidden(one: Element): boolean {
  if (isShownOnDemand(one)) return false
  if (attribute(one, 'ariaHidden') === 'true' || /^(?:true|hidden)?$/.test(hiddenOf(one))) return true
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attribute(one, 'style'))
}

/** `-` where the attribute is absent; `until-found` is text that a search finds. */
function hiddenOf(one: Element): string {
  const { hidden } = one.properties
  return hidden === undefined || hidden === null || hidden === false ? '-' : String(hidden)
}

function isLayout(one: Element, sizes: Sizes, whole: number): boolean {
  if ((sizes.get(one) ?? 0) > whole * 0.3) return true
  return elementsIn(one).some((inner) => inner.tagName === 'table' || inner.tagName === 'h1')
}
