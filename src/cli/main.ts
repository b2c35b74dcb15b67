import { Command, CommanderError } from 'commander'
import { faultsIn } from './fault.ts'
import { configOption, exitWith, type Globals } from './options.ts'
import { printFault } from './print.ts'
import { addSubscriptions } from './subscriptions/index.ts'
import { version } from './version.ts'

/** Reads the arguments, runs one command, sets the exit code: 0 fine, 1 a fault, 2 changes were found. */
export async function main(argv: readonly string[]): Promise<void> {
  // `extract ... | head` closes the pipe early: that is no fault of anyone.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
  try {
    await program().parseAsync([...argv], { from: 'user' })
  } catch (error) {
    process.exitCode = exitCodeOf(error)
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
  const faults = faultsIn(error)
  if (faults === null) throw error
  for (const fault of faults) printFault(fault)
  return 1
}

/** Each command loads its own code: what is not asked for costs no start-up time. */
function program(): Command {
  const root = new Command('endpoint-drift')
    .description(
      'Watches the lists of required network endpoints and tells people exactly which were added and removed.',
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(run with --help to see what there is)')
    .addOption(configOption())
  const globals = (): Globals => root.opts<Globals>()

  root
    .command('run')
    .description('the worker: checks every source on its schedule and delivers, until it is told to stop')
    .action(async () => exitWith(await (await import('./run.ts')).run(globals())))
  root
    .command('check')
    .argument('[source...]', 'ids of sources; all when none is named')
    .description('one cycle now; exit 0 nothing new, 2 changes, 1 fault')
    .option('--dry-run', 'say what would be told; record, commit and send nothing')
    .option('--json', 'one JSON object a source on stdout')
    .action(async (ids, options) => exitWith(await (await import('./check.ts')).check(globals(), ids, options)))
  root
    .command('extract')
    .argument('<file-or-url...>', 'pages, or bodies of the Microsoft 365 endpoint web service')
    .description('prints the endpoints that a page lists, each with its line')
    .option('--json', 'one JSON object a file on stdout')
    .option('--no-includes', 'leave what the page includes unread')
    .action(async (places, options) => exitWith(await (await import('./extract.ts')).extract(places, options)))
  root
    .command('diff')
    .argument('<old>', 'a page, a snapshot, a body of the web service, or SOURCE@REVISION')
    .argument('<new>', 'the same')
    .description('what changed between two of them; exit 0 nothing, 2 changes, 1 fault')
    .option('--json', 'the change set as webhooks carry it')
    .action(async (before, after, options) =>
      exitWith(await (await import('./diff.ts')).diff(globals(), before, after, options)),
    )
  root
    .command('compare')
    .argument('<first>', 'a source by its id, SOURCE@REVISION, or a file')
    .argument('<second>', 'the same')
    .description('which addresses of each list the other does not let through; exit 0 none, 2 some, 1 a fault')
    .option('--area <area>', 'only this service area of a list of the web service, such as MEM (Intune)')
    .option('--json', 'JSON on stdout')
    .action(async (a, b, options) => exitWith(await (await import('./compare.ts')).compare(globals(), a, b, options)))
  root
    .command('accept')
    .argument('<source...>', 'ids of sources whose reading is held')
    .description('lets a held reading pass')
    .action(async (ids) => exitWith(await (await import('./accept.ts')).accept(globals(), ids)))
  root
    .command('status')
    .description('when each source was last verified and last changed; exit 1 when one is stale (a health check)')
    .option('--json', 'JSON on stdout')
    .action(async (options) => exitWith(await (await import('./status.ts')).status(globals(), options)))
  root
    .command('check-config')
    .description('reads the configuration and lists every fault in it')
    .action(async () => exitWith(await (await import('./check-config.ts')).checkConfig(globals())))
  root
    .command('test-channel')
    .argument('<name>', 'a subscription (its name, or its id in the store), a channel, or `operator`')
    .option('--to <address>', 'where to send, when a channel is named')
    .description('sends a test message now')
    .action(async (name, options) =>
      exitWith(await (await import('./test-channel.ts')).testChannel(globals(), name, options)),
    )
  addDates(root, globals)
  addDeliveries(root, globals)
  addSubscriptions(root, globals)
  root
    .command('backup')
    .argument('<file>', 'a file that is not there yet')
    .description('writes the whole store into a file, also while the worker runs; the snapshots are in git')
    .action(async (file) => exitWith(await (await import('./backup.ts')).backup(globals(), file)))
  return root
}

/** What takes effect and when: for lists that give dates. */
function addDates(root: Command, globals: () => Globals): void {
  root
    .command('pending')
    .argument('[source...]', 'ids of sources; all when none is named')
    .description('what must be open by when, as the web service publishes it; asks nobody')
    .option('--json', 'JSON on stdout')
    .action(async (ids, options) => exitWith(await (await import('./pending.ts')).pending(globals(), ids, options)))
  root
    .command('calendar')
    .description('the same as an iCalendar file on stdout: endpoint-drift calendar > deadlines.ics')
    .option('--source <id...>', 'only these sources')
    .action(async (options) => exitWith(await (await import('./calendar.ts')).calendar(globals(), options)))
}

function addDeliveries(root: Command, globals: () => Globals): void {
  const deliveries = root.command('deliveries').description('what is owed to whom, and how the attempts went')
  deliveries
    .command('list', { isDefault: true })
    .description('the latest deliveries')
    .option('--state <state>', 'due, retrying, delivered, refused, gone or dead')
    .option('--subscription <name>', 'of one subscription')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'one JSON object a line on stdout')
    .action(async (options) => exitWith(await (await import('./deliveries.ts')).list(globals(), options)))
  deliveries
    .command('show')
    .argument('<id>')
    .description('one delivery with every attempt')
    .option('--json', 'JSON on stdout')
    .action(async (id, options) => exitWith(await (await import('./deliveries.ts')).show(globals(), id, options)))
  deliveries
    .command('retry')
    .argument('[id...]')
    .option('--all', 'every delivery that is dead, refused or gone')
    .description('makes deliveries due again')
    .action(async (ids, options) => exitWith(await (await import('./deliveries.ts')).retry(globals(), ids, options)))
  deliveries
    .command('replay')
    .description('everything that was published since then is owed to a subscription again, under the same ids')
    .requiredOption('--since <date>', 'a day where the subscriber is (2026-07-01), or a time (2026-07-01T08:00:00Z)')
    .requiredOption('--subscription <id-or-name>', 'to whom')
    .option('--dry-run', 'say how much; change nothing')
    .action(async (options) => exitWith(await (await import('./replay.ts')).replay(globals(), options)))
}
