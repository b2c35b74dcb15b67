import { z } from 'zod'

/** What a source of this kind is configured with, besides the common keys. */
export type WebServiceConfig = {
  readonly instance: string
  readonly serviceAreas?: readonly string[] | undefined
  readonly tenantName?: string | undefined
  readonly noIPv6: boolean
  readonly base: string
}

const word = /^[A-Za-z][A-Za-z0-9-]*$/

/** The instance is checked against the answer of /version, not here: instances come (and Germany went). */
export const webServiceSchema: z.ZodType<WebServiceConfig> = z.strictObject({
  instance: z.string().regex(word, 'expected the name of an instance, like Worldwide or China').default('Worldwide'),
  serviceAreas: z
    .array(z.string().regex(word, 'expected the name of a service area, like Exchange or MEM'))
    .min(1, 'expected at least one service area; leave the key out for all that the service answers by itself')
    .optional(),
  tenantName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, 'expected the tenant name alone: contoso for contoso.onmicrosoft.com')
    .optional(),
  noIPv6: z.boolean().default(false),
  base: z
    .url({ protocol: /^https?$/, error: 'expected the http(s) address of the service' })
    .default('https://endpoints.office.com'),
})

const instances: readonly string[] = ['Worldwide', 'USGovDoD', 'USGovGCCHigh', 'China']

/** Microsoft's spelling of an instance. Case does not count to the service, so it must not change a label either. */
export function canonicalInstance(name: string): string {
  return instances.find((known) => same(known, name)) ?? name
}

/** Names of instances and service areas are compared without case. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
