import { type Clean, type Draft, mark, separator } from './clean.ts'

type Run = { readonly from: number; readonly length: number; readonly before: string; readonly after: string }

/**
 * Tells wildcard stars from emphasis (golden rules N4 and N5) and takes the emphasis out. A star is a wildcard when a
 * dot, hyphen or host character follows it where nothing pairs with it, or when it stands inside a host.
 */
export function resolveStars(draft: Draft): Clean {
  if (!draft.marks.some((marks) => marks & mark.star)) return draft
  const gone = new Set<number>()
  const runs = findRuns(draft)
  const strong = runs.filter((run) => run.length >= 2)
  for (const run of strong) dropStrong(run, strong.length, gone)
  dropEmphasis(
    draft,
    runs.filter((run) => run.length === 1),
    gone,
  )
  return without(draft, gone)
}

function findRuns(draft: Draft): readonly Run[] {
  const runs: Run[] = []
  for (let i = 0; i < draft.text.length; i++) {
    if (!isStar(draft, i)) continue
    let end = i
    while (end < draft.text.length && isStar(draft, end)) end += 1
    runs.push({ from: i, length: end - i, before: draft.text[i - 1] ?? ' ', after: draft.text[end] ?? ' ' })
    i = end
  }
  return runs
}

function isStar(draft: Draft, i: number): boolean {
  return draft.text[i] === '*' && ((draft.marks[i] ?? 0) & mark.star) !== 0
}

/** `**` is bold; of `***.x` the third star is a wildcard, and so is the first of `x/***`. */
function dropStrong(run: Run, count: number, gone: Set<number>): void {
  const lone = count === 1 && run.length === 2 && run.after === '.'
  if (lone) return
  const opens = run.length === 3 && (run.after === '.' || (run.after === '-' && isBoundary(run.before)))
  const closes = run.length === 3 && (run.before === '/' || run.before === '.') && isBoundary(run.after)
  const kept = opens ? run.from + 2 : closes ? run.from : -1
  for (let i = run.from; i < run.from + run.length; i++) if (i !== kept) gone.add(i)
}

/** A single star pairs with a later one when neither stands inside a host and no break of the list lies between. */
function dropEmphasis(draft: Draft, runs: readonly Run[], gone: Set<number>): void {
  let opener: Run | null = null
  for (const run of runs) {
    if (opener && draft.text.slice(opener.from, run.from).includes(separator)) opener = null
    if (isWildcard(run)) continue
    const closing = !isBoundary(run.before) || /[.)\]"'!?:;,>]/.test(run.before)
    if (opener && closing && isBoundary(run.after)) {
      gone.add(opener.from).add(run.from)
      opener = null
    } else if (!isBoundary(run.after) && isBoundary(run.before)) opener = run
    else if (/[)>]/.test(run.before) && isBoundary(run.after)) gone.add(run.from)
  }
}

function isWildcard(run: Run): boolean {
  if (run.after === '.' || run.after === '-') return true
  if (/[A-Za-z0-9]/.test(run.before) && /[A-Za-z0-9_]/.test(run.after)) return true
  return /[/=?]/.test(run.before) || (/[.-]/.test(run.before) && /[A-Za-z0-9<{[]/.test(run.after))
}

function isBoundary(char: string): boolean {
  return char === separator || /[\s,;:()|"'[\]]/.test(char) || char === '.' || char === '!' || char === '?'
}

function without(draft: Draft, gone: ReadonlySet<number>): Clean {
  if (gone.size === 0) return draft
  const kept = draft.at.map((_, i) => i).filter((i) => !gone.has(i))
  return {
    text: kept.map((i) => draft.text[i]).join(''),
    at: kept.map((i) => draft.at[i] ?? 0),
    marks: kept.map((i) => (draft.marks[i] ?? 0) | (gone.has(i - 1) ? mark.edge : 0)),
  }
}
