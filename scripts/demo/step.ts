import { type Arrival, type Expected, type Hook, type Mail, problems } from './arrivals.ts'
import { bad, command, good, line, quoted, tell, title, word } from './paper.ts'
import type { Ran, World } from './world.ts'

/** One command, what the servers play when it is run, and how it must end. */
export type Turn = {
  /** What is said before it, where the step has more to tell. */
  readonly first?: string
  readonly play?: (world: World) => void
  /** Arguments of the program; may be made of what the command before printed. */
  readonly args: readonly string[] | ((before: Ran) => readonly string[])
  readonly exit: number
  /** What its output must hold. */
  readonly says?: readonly string[]
}

export type Step = {
  readonly title: string
  /** What is going to happen, and why it matters. */
  readonly why: string
  readonly turns: readonly Turn[]
  readonly arrivals: readonly Expected[]
  /** How many commits the snapshots get. */
  readonly commits: number
  /** The pages must be answered with 304, and nothing of the web service but its version be asked. */
  readonly unchanged?: boolean
  /** A command of git to look at the snapshots with. */
  readonly look?: readonly string[]
}

export type Tally = { readonly expected: number; readonly arrived: number; readonly problems: readonly string[] }

/** Tells a step, plays it, shows what came of it and says what was not as it should be. */
export async function runStep(number: number, step: Step, world: World): Promise<Tally> {
  title(`${number}. ${step.title}`)
  tell(step.why)
  const before = world.arrivals.slice()
  const refused = world.refused.length
  const commits = await world.commits()
  const found = await takeTurns(step.turns, world)
  const log = world.site.takeLog()
  if (step.unchanged) {
    line('\n  What the servers were asked, and how they answered:')
    quoted(log.join('\n'))
    found.push(...log.filter((entry) => !isUnchanged(entry)).map((entry) => `not needed: ${entry}`))
  }
  if (step.look) await look(step.look, world)
  const arrived = world.arrivals.slice(before.length)
  found.push(...world.refused.slice(refused), ...problems(step.arrivals, arrived, before))
  const made = (await world.commits()) - commits
  if (made !== step.commits) found.push(`${step.commits} commits were expected; ${made} were made`)
  line()
  for (const problem of found) bad(problem)
  if (found.length === 0) good(summary(step))
  return { expected: step.arrivals.length, arrived: arrived.length, problems: found }
}

async function takeTurns(turns: readonly Turn[], world: World): Promise<string[]> {
  const found: string[] = []
  let last: Ran = { code: 0, stdout: '', output: '' }
  for (const { first, play, args: given, exit, says = [] } of turns) {
    if (first !== undefined) tell(`\n${first}`)
    play?.(world)
    const args = typeof given === 'function' ? given(last) : given
    const before = world.arrivals.length
    command(`endpoint-drift ${args.join(' ')} -c config.yaml`)
    last = await world.run([...args, '-c', 'config.yaml'])
    quoted(shortened(last.output) || '(nothing to say)')
    for (const arrival of world.arrivals.slice(before)) show(arrival)
    if (last.code !== exit) found.push(`${args[0]} ended with exit code ${last.code} and not with ${exit}`)
    for (const text of says) if (!last.output.includes(text)) found.push(`${args[0]} did not say "${text}"`)
  }
  return found
}

function isUnchanged(entry: string): boolean {
  return entry.startsWith('304 ') || entry.endsWith('/version')
}

async function look(args: readonly string[], { git }: World): Promise<void> {
  command(`git -C snapshots ${args.map(word).join(' ')}`)
  const { output } = await git(args)
  quoted(output)
}

const mostLines = 20
const mostAddresses = 3

/** Long lists are cut for the eye; the files have all of it. */
function shortened(text: string): string {
  const rows = text.trimEnd().split('\n')
  const left = rows.length - mostLines
  return (left > 1 ? [...rows.slice(0, mostLines), `... and ${left} lines more`] : rows).join('\n')
}

function show(arrival: Arrival): void {
  if (arrival.via === 'mail') showMail(arrival)
  else showHook(arrival)
}

/** The text part without its first line, which the subject says as well, and without its footer. */
function showMail({ to, subject, text }: Mail): void {
  const rows = text
    .replace(/\r/g, '')
    .replace(/\n-- \n[\s\S]*/, '')
    .split('\n')
    .slice(1)
  line(`\n  A mail came to ${to}`)
  quoted(`Subject: ${subject}`, 'yellow')
  quoted(
    shortened(
      rows
        .filter((row) => row !== '')
        .join('\n')
        .replace(/\n(?=[A-Z]+ \(\d+\))/g, '\n\n'),
    ),
  )
}

function showHook({ source, counts, added, removed }: Hook): void {
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
  line('\n  A webhook came, and its signature is right. Of its JSON:')
  quoted(`"source":  "${source}"\n"counts":  ${JSON.stringify(some)}`, 'yellow')
  quoted(`"added":   ${listed(added)}\n"removed": ${listed(removed)}`, 'yellow')
}

function listed(addresses: readonly string[]): string {
  const left = addresses.length - mostAddresses
  const shown = addresses.slice(0, left > 1 ? mostAddresses : addresses.length).map((one) => JSON.stringify(one))
  return `[${[...shown, ...(left > 1 ? [`... ${left} more`] : [])].join(', ')}]`
}

function summary({ arrivals, commits }: Step): string {
  const messages =
    { 0: 'nobody was told', 1: '1 message, once' }[arrivals.length] ?? `${arrivals.length} messages, each once`
  const committed = { 0: 'nothing was committed', 1: '1 commit' }[commits] ?? `${commits} commits`
  return `As expected: ${messages}; ${committed}.`
}
