import { createHash } from 'node:crypto'
import { z } from 'zod'
import { expressionFault } from './expression.ts'

/** What the configuration of a JSON list holds besides the common keys. All but the addresses of the list are JMESPath expressions. */
export type JsonListConfig = {
  /** Where the list stands. */
  readonly url: string
  /** Further addresses, asked in this order when the list is no longer at `url`. */
  readonly alsoAt: readonly string[]
  /** Selects the records of the document; without it the whole document is the one record. */
  readonly rows?: string | undefined
  /** Of a record: a string or a list of strings. So are `protocols`, `section` and `service`. */
  readonly addresses: string
  /** Of a record: a number, a text like "80,443" or "50000-59999", or a list of these. */
  readonly ports?: string | undefined
  readonly protocols?: string | undefined
  readonly section?: string | undefined
  readonly service?: string | undefined
  /** Of a record: true, false or null. */
  readonly required?: string | undefined
  /** By the name of the label. Of a record: a value of any kind; null leaves the label out. */
  readonly labels: Readonly<Record<string, string>>
  /** Of the document: what the list calls its revision, and the date it gives itself. */
  readonly revision?: string | undefined
  readonly date?: string | undefined
}

const address = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })

const expression = z.string('expected a JMESPath expression').superRefine((text, context) => {
  const fault = expressionFault(text)
  if (fault !== null) context.addIssue({ code: 'custom', message: `no JMESPath expression: ${fault}` })
})

const labelName = z
  .string()
  .regex(/^[A-Za-z][\w.-]{0,39}$/, 'expected the name of a label: a letter, then letters, digits, "_", "." or "-"')

export const schema: z.ZodType<JsonListConfig> = z.strictObject({
  url: address,
  alsoAt: z.array(address).default([]),
  rows: expression.optional(),
  addresses: expression,
  ports: expression.optional(),
  protocols: expression.optional(),
  section: expression.optional(),
  service: expression.optional(),
  required: expression.optional(),
  labels: z.record(labelName, expression).default({}),
  revision: expression.optional(),
  date: expression.optional(),
})

/** Everything that decides how the same bytes are read, as one text. */
export function settingsMark({ url: _, alsoAt: __, labels, ...expressions }: JsonListConfig): string {
  const { addresses, rows, ports, protocols, section, service, required, revision, date } = expressions
  const named = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([rows, addresses, ports, protocols, section, service, required, revision, date, named])
}

/** A number below 2^31 that changes with the expressions and with the version of the reader. */
export function readerVersionOf(source: JsonListConfig, version: number): number {
  return (
    createHash('sha256')
      .update(`${version} ${settingsMark(source)}`)
      .digest()
      .readUInt32BE() >>> 1
  )
}
