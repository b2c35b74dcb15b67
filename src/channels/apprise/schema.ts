import { z } from 'zod'
import { parseNetwork } from '../../net/networks.ts'
import { urlFault } from '../../net/url.ts'
import { duration } from '../fields.ts'

/** The service is the operator's own, named in the configuration: it may stand anywhere. */
export const anywhere = ['0.0.0.0/0', '::/0'].flatMap((text) => parseNetwork(text) ?? [])

/** What a channel of kind `apprise` takes in the configuration. */
export const appriseSchema = z
  .strictObject({
    /** Where the Apprise API answers: `https://apprise.example.org`. It is yours, so it may stand inside your network. */
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL: https://apprise.example.org' }),
    /** Lets `url` be `http://`, for a service on a network that you trust. */
    allowHttp: z.boolean().default(false),
    user: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    /** `text` reaches every service as it is; `markdown` is for those that show it. */
    format: z.enum(['text', 'markdown']).default('text'),
    /** Longest text of a message: most services behind Apprise cut off or refuse what is longer than they take. */
    characters: z.int().min(500).max(100_000).default(3_500),
    /** Lets addresses be Apprise URLs (`tgram://...`) besides keys: whoever chooses them makes Apprise connect to anywhere. */
    allowUrls: z.boolean().default(false),
    /** For one message, from the connection to the answer: Apprise answers when its services have. */
    timeout: duration.default(30_000),
    /** How many messages at once. */
    connections: z.int().min(1).max(50).default(4),
  })
  .refine(({ url, allowHttp }) => allowHttp || !url.startsWith('http:'), {
    message: 'must begin with https://, or say `allowHttp: true`',
    path: ['url'],
  })
  .refine(({ url }) => !/[?#]/.test(url) && URL.parse(url)?.username === '' && URL.parse(url)?.password === '', {
    message: 'must hold no user name, question mark or hash: give `user` and `password` beside it',
    path: ['url'],
  })
  .superRefine(({ url }, context) => {
    const fault = urlFault(url, { allowHttp: true, allowNetworks: anywhere })
    if (fault !== null) context.addIssue({ code: 'custom', message: fault, path: ['url'] })
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    message: '`user` and `password` belong together: give both or none',
    path: ['password'],
  })

export type AppriseConfig = z.output<typeof appriseSchema>
