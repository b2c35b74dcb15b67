import { z } from 'zod'

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

/** What the configuration of a documentation page holds besides the common keys. */
export type LearnPageConfig = {
  /** Where the page's Markdown stands. */
  readonly url: string
  /** Further addresses, asked in this order when the page is no longer at `url`. */
  readonly alsoAt: readonly string[]
  /** Whether `[!INCLUDE]` targets are fetched and read as part of the page. */
  readonly includes: boolean
  /** Includes that are left out: paths from the page, or the beginnings of such paths. */
  readonly skipIncludes: readonly string[]
}

export const schema: z.ZodType<LearnPageConfig> = z.strictObject({
  url: address,
  alsoAt: z.array(address).default([]),
  includes: z.boolean().default(true),
  skipIncludes: z.array(z.string().min(1)).default([]),
})

/** What decides which parts a body has: a state made under other settings says nothing about this source. */
export function settingsMark({ includes, skipIncludes }: LearnPageConfig): string {
  return includes ? ['with', ...skipIncludes].join(' ') : 'without'
}

/** Whether the configuration leaves out the include at `path`, a path from the page. */
export function isSkipped({ includes, skipIncludes }: LearnPageConfig, path: string): boolean {
  return !includes || skipIncludes.some((start) => path.startsWith(start.replace(/^\.\//, '')))
}
