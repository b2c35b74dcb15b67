import type { Played } from './act.ts'
import { bad, good, heading, line, tell, toned, word } from './paper.ts'

/** Says whether all went as it should, and where to look. Returns the exit code. */
export function ending(folder: string, played: readonly Played[], milliseconds: number): number {
  heading('What came of it')
  const tallies = played.flatMap((one) => one.tallies)
  const problems = tallies.flatMap((tally) => tally.problems)
  const expected = tallies.reduce((sum, tally) => sum + tally.expected, 0)
  const arrived = tallies.reduce((sum, tally) => sum + tally.arrived, 0)
  const time = `${(milliseconds / 1000).toFixed(0)} seconds`
  if (problems.length === 0)
    good(`${tallies.length} steps in ${time}: ${expected} messages were expected, and each arrived exactly once.`)
  else {
    bad(`${expected} messages were expected, ${arrived} arrived, and this was not as it should be:`)
    for (const problem of problems) bad(`  ${problem}`)
  }
  heading('Where to look')
  for (const one of played) places(one)
  tell('\nTo remove all of it:')
  shell(`rm -r ${word(folder)}`)
  tell('\nTo watch the real lists, look at config/endpoint-drift.yaml and run: npm start')
  return problems.length === 0 ? 0 : 1
}

function places({ act, folder, config, snapshots, baseline }: Played): void {
  const [first] = act.sources('').map(({ id }) => id)
  const options = `-c ${word(config)}`
  tell(`\n${act.title}`)
  place('what changed, commit by commit', `git -C ${word(snapshots)} log -p`)
  place('one list, then and now', `npx endpoint-drift diff ${first}@${baseline} ${first}@HEAD ${options}`)
  place('the mails, as sent (.eml) and as a browser shows them (.html)', `ls ${word(`${folder}/mails`)}`)
  place('the bodies of the webhooks', `ls ${word(`${folder}/webhooks`)}`)
  place('when each list was last verified', `npx endpoint-drift status ${options}`)
  place('who was told what', `npx endpoint-drift deliveries ${options}`)
}

function place(what: string, text: string): void {
  line(`  ${what}`)
  shell(text)
}

function shell(text: string): void {
  line(`    ${toned('cyan', text)}`)
}
