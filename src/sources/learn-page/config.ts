import { z } from 'zod'
import type { Format } from '../../reading/document.ts'
import { readerVersion } from '../../reading/version.ts'

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

/** What the configuration of a documentation page holds besides the common keys. */
export type LearnPageConfig = {
  /** Where the page's Markdown stands. */
  readonly url: string
  /** Further addresses, asked in this order when the page is no longer at `url`. */
  readonly alsoAt: readonly string[]
  /** What is asked for and read: Markdown, a page of HTML, or whichever of them comes. */
  readonly format: Format
  /** Whether `[!INCLUDE]` targets are fetched and read as part of the page. */
  readonly includes: boolean
  /** Includes that are left out: paths from the page, or the beginnings of such paths. */
  readonly skipIncludes: readonly string[]
}

export const schema: z.ZodType<LearnPageConfig> = z.strictObject({
  url: address,
  alsoAt: z.array(address).default([]),
  format: z.enum(['markdown', 'html', 'auto']).default('markdown'),
  includes: z.boolean().default(true),
  skipIncludes: z.array(z.string().min(1)).default([]),
})

/** What decides what a body is: a state made under other settings says nothing about this source. */
export function settingsMark({ includes, skipIncludes, format }: LearnPageConfig): string {
  const parts = includes ? ['with', ...skipIncludes].join(' ') : 'without'
  return format === 'markdown' ? parts : `${format} ${parts}`
}

/** What a server is asked for (RFC 9110, section 12.5.1): some have a page as Markdown and as HTML at one address. */
export const accepted: Readonly<Record<Format, string>> = {
  markdown: 'text/markdown, text/plain;q=0.9, */*;q=0.5',
  html: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.5',
  auto: 'text/markdown, text/html;q=0.9, text/plain;q=0.8, */*;q=0.5',
}

/** The same bytes read as another format are read differently. */
export function readerVersionOf({ format }: LearnPageConfig): number {
  return readerVersion + { markdown: 0, html: 1_000_000, auto: 2_000_000 }[format]
}

/** Whether the configuration leaves out the include at `path`, a path from the page. */
export function isSkipped({ includes, skipIncludes }: LearnPageConfig, path: string): boolean {
  return !includes || skipIncludes.some((start) => path.startsWith(start.replace(/^\.\//, '')))
}
