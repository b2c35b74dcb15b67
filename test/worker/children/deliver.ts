import { openChannels } from '../../../src/channels/open.ts'
import { webhook } from '../../../src/channels/webhook/index.ts'
import { openStore } from '../../../src/store/open.ts'
import { deliverDue } from '../../../src/worker/deliver.ts'
import { monday } from '../../store/samples.ts'

/** One round of deliveries from the store argv[2], one message at a time, signed with the secret argv[3]. */
const store = openStore(process.argv[2] ?? '')
const given = { secret: process.argv[3], allowHttp: true, allowNetworks: ['127.0.0.0/8'], connections: 1 }
const settings = webhook.schema.parse(given)
const io = { now: () => monday, userAgent: 'test', proxies: { http: '', https: '', no: '' } }
const channels = openChannels([webhook], [{ name: 'hook', kind: 'webhook', settings }], io)
const log = {
  info: () => {},
  warn: (facts: object, text: string) => process.stderr.write(`${text} ${JSON.stringify(facts)}\n`),
}
const config = { subscriptions: [], web: { listen: null, publicUrl: '', proxies: [] } }
await deliverDue({ store, config, channels, now: () => monday, random: () => 0.5, log, limit: 5 })
await channels.close()
store.close()
