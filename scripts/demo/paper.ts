/** How the demo writes: for people, in colours only where a terminal shows them (https://no-color.org). */

const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR
const widest = Math.max(60, Math.min(process.stdout.columns ?? 100, 100))

const codes = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', blue: '34', cyan: '36' }
type Tone = keyof typeof codes

export function toned(tone: Tone, text: string): string {
  return coloured && text !== '' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text
}

export function line(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function heading(text: string): void {
  line(`\n${toned('bold', text)}\n${toned('dim', '='.repeat(Math.min(text.length, widest)))}`)
}

export function title(text: string): void {
  line(`\n${toned('bold', toned('blue', text))}`)
}

/** A paragraph, broken between words. */
export function tell(text: string): void {
  for (const row of wrapped(text, widest)) line(row)
}

export function command(text: string): void {
  line(`\n  ${toned('cyan', `$ ${text}`)}`)
}

/** What a program said, behind a bar. Long lines are broken, so that the bar stays whole. */
export function quoted(text: string, tone: Tone | null = null): void {
  for (const row of text.replace(/\s+$/, '').split('\n'))
    for (const piece of wrapped(row, widest - 4)) line(`  ${toned('dim', '|')} ${tone ? toned(tone, piece) : piece}`)
}

export function good(text: string): void {
  line(`  ${toned('green', 'ok')}  ${text}`)
}

export function bad(text: string): void {
  line(`  ${toned('red', 'NO')}  ${text}`)
}

/** One word for a shell. */
export function word(text: string): string {
  return /^[\w/.,@:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Breaks between words where it can. Later pieces stand as deep as the first, and two deeper. */
function wrapped(text: string, width: number): readonly string[] {
  const depth = /^ {0,12}/.exec(text)?.[0] ?? ''
  const pieces: string[] = []
  let rest = text
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width)
    const end = space > depth.length + 2 ? space : width
    pieces.push(rest.slice(0, end))
    rest = `${depth}${pieces.length > 0 && depth !== '' ? '  ' : ''}${rest.slice(end).trimStart()}`
  }
  return [...pieces, rest]
}
