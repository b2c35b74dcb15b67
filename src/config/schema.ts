import { z } from 'zod'
import * as value from './values.ts'
import { wishesSchema } from './wishes.ts'

/** The keys of the configuration. Descriptions are what an editor shows; defaults are what holds where a key is left out. */

const push = z.strictObject({
  remote: value.text.prefault('origin').describe('Name of the git remote, or its URL'),
  branch: value.text.prefault('main').describe('Branch on the remote'),
})

const snapshots = z.strictObject({
  path: value.text
    .optional()
    .describe(
      'Folder of the snapshots, inside a git work tree or made one. Default: ../snapshots, or snapshots/ in $ENDPOINT_DRIFT_DATA',
    ),
  author: value.author
    .prefault('endpoint-drift <endpoint-drift@localhost>')
    .describe('Author of the commits: Name <address>'),
  message: value.text
    .prefault('{source}: {summary}')
    .describe('Subject of the commits; {source}, {title} and {summary} are filled in'),
  sign: z.boolean().default(false).describe('Sign commits with the key that git is configured with'),
  push: z
    .union([z.boolean(), push], { error: 'must be true, false, or remote and branch' })
    .default(false)
    .describe('Push after each commit: true for origin main, or { remote, branch }'),
})

const gateKeys = {
  maxLost: z
    .number()
    .gt(0, { error: 'must be more than 0' })
    .max(1, { error: 'is a share and must be at most 1 (0.5 is half)' })
    .optional()
    .describe('A reading that lost at least this share of its endpoints is held. Default: 0.5'),
  minEntries: z.int().min(0).optional().describe('A reading with fewer endpoints is held. Default: 1'),
  maxNewComplaints: z
    .int()
    .min(1)
    .optional()
    .describe('A reading with this many more pieces that were not understood is held. Default: 10'),
  remindAfter: value.positiveDuration
    .optional()
    .describe('Operators are reminded of a held reading, or of trouble, after this time. Default: 24h'),
}

/** What holds where neither the source, nor the configuration, nor the kind of source says otherwise. */
export const gateDefaults = { maxLost: 0.5, minEntries: 1, maxNewComplaints: 10, remindAfter: 86_400_000 }

const gate = z.strictObject(gateKeys)

const fetch = z.strictObject({
  timeout: value.positiveDuration.prefault('60s').describe('For one request, from the connection to the last byte'),
  maxBytes: value.size.prefault('8MiB').describe('Largest answer, after decompression'),
  redirects: z.int().min(0).max(20).default(5).describe('How many redirects are followed'),
  retries: z.int().min(0).max(10).default(3).describe('How often a request that failed for the moment is repeated'),
  connections: z.int().min(1).max(64).default(4).describe('Requests at once; never more than one per host'),
})

const web = z.strictObject({
  listen: value.listen
    .prefault('127.0.0.1:8080')
    .describe('Address and port of the pages; :8080 for every address of the machine, off for none'),
  publicUrl: value.baseAddress
    .optional()
    .describe(
      'Where people reach the pages: links in feeds and mails begin with it. Default: http:// and what listen says',
    ),
  proxies: z
    .array(value.network)
    .default([])
    .describe('Networks of reverse proxies whose X-Forwarded-For is believed: [10.0.0.0/8]. Default: none'),
})

const signup = z.strictObject({
  mode: z
    .enum(['open', 'domains', 'closed'])
    .default('closed')
    .describe('Who may subscribe by the pages: anybody, addresses of the domains that are named, or nobody'),
  domains: z
    .array(value.domain)
    .default([])
    .describe('For mode domains, of mail addresses and of receivers: example.org; *.example.org for all below it'),
  email: value.text.optional().describe('Channel of kind email that carries what people subscribe to by mail address'),
  webhook: value.text.optional().describe('Channel of kind webhook that carries what people subscribe to by URL'),
})

const heartbeat = z.strictObject({
  url: value.webAddress.describe('Asked by GET after each cycle in which nothing is stale'),
  every: value.duration.prefault('5m').describe('At least so much lies between two pings'),
})

const retired = z.union(
  [
    z.literal(true),
    z.strictObject({
      since: value.day.optional().describe('Day on which it ended: 2024-07-31'),
      successor: value.text.optional().describe('What took its place'),
      note: value.text.optional(),
    }),
  ],
  { error: 'must be true, or since, successor and note' },
)

/** What every source has besides the keys of its kind, which are checked by the kind. */
export const sourceSchema = z.object({
  id: value.id.describe('Name of the source, of its folder of snapshots, and on the command line'),
  kind: value.text.describe('Kind of source'),
  title: value.text.optional().describe('What people read. Default: the id'),
  page: value.webAddress.optional().describe('Where a person reads the list. Default: url'),
  schedule: value.cron.optional().describe('When it is checked, if not by the common schedule'),
  jitter: value.duration.optional().describe('Up to how much later, if not the common jitter'),
  gate: gate.optional().describe('Limits of this source, where they differ from the common ones'),
  retired: retired.optional().describe('Not watched any more: shown as history'),
})

export const channelSchema = z.object({ kind: value.text.describe('Kind of channel') })

const recipient = {
  channel: value.text.describe('Name of a channel'),
  to: z
    .string({
      error: ({ input }) => (Array.isArray(input) ? 'takes one address: write one subscription for each' : undefined),
    })
    .trim()
    .min(1, { error: 'must not be empty' })
    .describe('Address on that channel: an e-mail address, a URL'),
}

const subscription = z.strictObject({
  // What operators are told is recorded under this name.
  name: value.name
    .refine((name) => name !== 'operator', { error: 'must be another name than operator, which is kept for operators' })
    .describe('Name of the subscription: part of the ids of its deliveries, so keep it'),
  ...recipient,
  ...wishesSchema.shape,
})

const operator = z.strictObject(recipient)

export const configSchema = z.strictObject({
  data: value.text
    .optional()
    .describe('Folder of the store and of the evidence of held readings. Default: $ENDPOINT_DRIFT_DATA, or ../data'),
  snapshots: snapshots.prefault({}).describe('Where the snapshots are committed'),
  schedule: value.cron
    .prefault('17 * * * *')
    .describe('When sources are checked: cron, five fields, or six with seconds first'),
  jitter: value.duration.prefault('5m').describe('Each check starts up to so much later, at random'),
  contact: value.contact
    .optional()
    .describe('E-mail address or URL for the operators of watched sites, sent in the User-Agent'),
  fetch: fetch.prefault({}).describe('Limits of fetching'),
  gate: gate.prefault({}).describe('Limits past which a reading is held and not published'),
  stale: value.positiveDuration.prefault('26h').describe('A source not verified for so long fails the health check'),
  web: web.prefault({ listen: 'off' }).describe('Pages, feeds and metrics. Default: off'),
  signup: signup.prefault({}).describe('Who may subscribe by the pages. Default: nobody'),
  heartbeat: heartbeat
    .optional()
    .describe("Dead man's switch: a service that raises an alarm when this installation falls silent"),
  sources: z
    .array(z.unknown(), { error: 'must be a list of sources, each beginning with "- id:"' })
    .min(1, { error: 'must hold at least one source' })
    .describe('What is watched'),
  channels: z
    .record(z.string(), z.unknown(), { error: 'must be channels by name' })
    .default({})
    .describe('Ways to tell, by name'),
  subscriptions: z
    .array(subscription, { error: 'must be a list of subscriptions, each beginning with "- name:"' })
    .default([])
    .describe('Who is told of which changes'),
  operator: z
    .union([operator, z.array(operator)], { error: 'must be channel and to, or a list of them' })
    .default([])
    .describe('Who is told of trouble'),
})

export type ParsedConfig = z.output<typeof configSchema>
export type ParsedSource = z.output<typeof sourceSchema>
export type ParsedGate = z.output<typeof gate>
