import { deliverDue } from '../../src/worker/deliver.ts'
import { config, mailChannels, newStore, publish, silent } from './scene.ts'

/** One change to as many subscribers as argv[2] says, by the mail server on port argv[3]; prints the most memory it took, in MiB. */
const [count = 0, port = 0] = process.argv.slice(2).map(Number)
const { store, remove } = newStore(count)
const channels = mailChannels(port)
publish(store, 'one')
const round = await deliverDue({ store, config, channels, now: Date.now, random: Math.random, log: silent })
if (round.channels.get('mail')?.delivered !== count)
  throw new Error(`not all were delivered: ${JSON.stringify(round.channels.get('mail'))}`)
await channels.close()
remove()
process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)}\n`)
