import { type Command, Option } from 'commander'
import { exitWith, type Globals } from '../options.ts'

/** The commands for those whom the store holds; each loads its own code. Without a subcommand they are listed. */
export function addSubscriptions(root: Command, globals: () => Globals): void {
  const subscriptions = root.command('subscriptions').description('who is told of what, and how')
  addLooking(subscriptions, globals)
  addMaking(subscriptions, globals)
  subscriptions
    .command('pause')
    .argument('<id-or-name>')
    .description('sends it nothing until it is resumed; what it is owed meanwhile is kept')
    .option('--why <text>', 'for operators, shown with it')
    .action(async (name, options) => exitWith(await (await import('./halt.ts')).pause(globals(), name, options)))
  subscriptions
    .command('resume')
    .argument('<id-or-name>')
    .description('ends a pause, or a stop after its receiver seemed gone, and sends what was kept')
    .action(async (name) => exitWith(await (await import('./halt.ts')).resume(globals(), name)))
  subscriptions
    .command('remove')
    .argument('<id...>')
    .description('takes subscriptions out of the store, with their addresses')
    .action(async (ids) => exitWith(await (await import('./remove.ts')).remove(globals(), ids)))
}

function addLooking(subscriptions: Command, globals: () => Globals): void {
  subscriptions
    .command('list', { isDefault: true })
    .description('those of the configuration and of the store')
    .option('--state <state>', 'active, pending, paused or stopped')
    .option('--channel <name>', 'on one channel')
    .option('--to <address>', 'of one address')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'one JSON object a line on stdout')
    .action(async (options) => exitWith(await (await import('./list.ts')).list(globals(), options)))
  subscriptions
    .command('show')
    .argument('<id-or-name>')
    .description('one subscription: what it wants, how it stands, its latest deliveries')
    .option('--links', 'with the links by which its subscriber changes and leaves it: whoever has them may do so')
    .option('--json', 'JSON on stdout')
    .action(async (name, options) => exitWith(await (await import('./show.ts')).show(globals(), name, options)))
  subscriptions
    .command('export')
    .description(
      'every one of the store as JSON lines on stdout, with its address; paused and stopped ones too, none that was never confirmed',
    )
    .option('--secrets', 'with the secrets that sign its webhooks')
    .action(async (options) => exitWith(await (await import('./export.ts')).exportAll(globals(), options)))
}

function addMaking(subscriptions: Command, globals: () => Globals): void {
  const add = subscriptions
    .command('add')
    .description('subscribes an address; at once, for you vouch for it')
    .requiredOption('--channel <name>', 'a channel of the configuration')
    .requiredOption('--to <address>', 'an address on it: an e-mail address, a URL')
    .option('--label <text>', 'what you call it')
    .option('--ask', 'only for mail: sends a link to the address, and waits until it is confirmed')
    .option('--own-secret', 'only for webhooks: signed with a secret of its own, which is shown once')
    .action(async (options) => exitWith(await (await import('./add.ts')).add(globals(), options)))
  const importing = subscriptions
    .command('import')
    .argument('<file>', 'JSON lines as `export` writes them, or one plain address a line; - for stdin')
    .description('subscribes everybody in a file, or nobody when a line is wrong')
    .option('--channel <name>', 'for lines that name none')
    .option('--label <text>', 'what you call those that have no label')
    .option('--bring-back', 'also those who left since the file was exported; else they stay away')
    .option('--dry-run', 'look at every line; write nothing')
    .action(async (file, options) => exitWith(await (await import('./import.ts')).importAll(globals(), file, options)))
  for (const option of wishOptions('What is wanted')) add.addOption(option)
  for (const option of wishOptions('What plain addresses want')) importing.addOption(option)
}

const wished: readonly (readonly [flags: string, told: string])[] = [
  ['--source <id...>', 'only these sources, * for any letters'],
  ['--kind <kind...>', 'only these kinds of change: added, removed, changed, moved, reworded, ports ...'],
  ['--address <glob...>', 'only addresses like these: *.microsoft.com'],
  ['--address-kind <kind...>', 'name, ipv4, ipv6'],
  ['--tab <glob...>', 'only these tabs of pages'],
  ['--instance <name...>', 'only these instances of the web service'],
  ['--area <name...>', 'only these service areas of the web service'],
  ['--category <name...>', 'only these categories of the web service'],
  ['--required <true|false>', 'only what is required, or only what is optional'],
  ['--port <port...>', 'only these ports: 443, "UDP 3478-3481"'],
  ['--when <when>', 'at-once, daily or weekly'],
  ['--at <time>', 'of digests: 08:00'],
  ['--weekday <day>', 'of weekly digests: monday'],
  ['--zone <zone>', 'in which times are meant: Europe/Berlin'],
  ['--quiet <from-to>', 'nothing is sent between: 22:00-07:00'],
  ['--reminders <days>', 'before a date: 7d,1d'],
]

function wishOptions(heading: string): readonly Option[] {
  return wished.map(([flags, told]) => new Option(flags, told).helpGroup(`${heading}:`))
}
