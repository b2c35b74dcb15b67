import { z } from 'zod'
import { addressKinds } from '../core/address-kind.ts'
import { changeKinds } from '../core/model.ts'
import { aspects } from '../core/service-facts.ts'
import * as value from './values.ts'

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
    .describe('Where people reach the pages: links in feeds begin with it. Default: http:// and what listen says'),
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

const filter = z.strictObject({
  sources: z.array(value.text).default([]).describe('Ids of sources, * for any letters. Default: all'),
  kinds: z
    .array(z.enum([...changeKinds, ...aspects]))
    .min(1, { error: 'must name at least one kind of change; leave the key out for the default' })
    .default(changeKinds.filter((kind) => kind !== 'reworded'))
    .describe(
      'Kinds of change, coarse or fine (for the web service): added, ports, reverted ... Default: all but reworded',
    ),
  addresses: z.array(value.text).default([]).describe('Addresses, * for any letters: *.microsoft.com. Default: all'),
  instances: z
    .array(value.text)
    .optional()
    .describe('Instances of the web service: Worldwide, China ... Default: all, and lists without instances'),
  areas: z
    .array(value.text)
    .optional()
    .describe(
      'Service areas of the web service: Common, Exchange, SharePoint, Skype, MEM. Default: all, and lists without areas',
    ),
  categories: z
    .array(value.text)
    .optional()
    .describe('Categories of the web service: Optimize, Allow, Default. Default: all, and lists without categories'),
  required: z.boolean().optional().describe('true: only what is required; false: only what is optional. Default: both'),
  addressKinds: z.array(z.enum(addressKinds)).optional().describe('name, ipv4, ipv6. Default: all'),
  ports: z
    .array(value.port)
    .optional()
    .describe('Ports: 443, "UDP 3478-3481". What a list gives no ports passes. Default: all'),
})

const subscription = z.strictObject({
  name: value.name.describe('Name of the subscription: part of the ids of its deliveries, so keep it'),
  ...recipient,
  filter: filter.prefault({}).describe('Which changes it wants. Default: all but rewordings'),
  reminders: value.reminders
    .optional()
    .describe('Days before an effective date on which to be reminded: [7d, 1d], or true for these. Default: none'),
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
