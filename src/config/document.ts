import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import type { Fault } from '../core/model.ts'
import { type Environment, interpolate } from './interpolate.ts'

export type Path = readonly PropertyKey[]

/** A YAML text as data, with the place of every piece of it. */
export type ConfigDocument = {
  readonly value: unknown
  /** Of the syntax and of variables. */
  readonly faults: readonly Fault[]
  /** The syntax was understood, so that the data can be checked. */
  readonly complete: boolean
  /** `file:line:column key.path`; of the key itself with `key`. Where the path leads to nothing, the place of what was to hold it. */
  readonly placeOf: (path: Path, key?: PropertyKey) => string
  /** A text that came from a variable as a whole: it may stand for a number. */
  readonly isVariable: (path: Path) => boolean
  /** A text for people in which the values of variables are replaced by their names. */
  readonly withoutSecrets: (text: string) => string
}

type At = (offset: number) => string

/** Reads YAML and fills in its variables from `env`. `file` is named in the places as it is given here. */
export function readDocument(text: string, file: string, env: Environment): ConfigDocument {
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, logLevel: 'error' })
  const at: At = (offset) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  const faults = syntaxFaults(doc, text, at)
  const complete = [...doc.errors, ...doc.warnings].every(({ code }) => code === 'DUPLICATE_KEY')
  const filled = complete && text.includes('${') ? fillIn(doc, env, at) : nothing
  const data = complete ? dataOf(doc, file) : { value: null, faults: [] }
  const find = (path: Path): Found => walk(doc, path)
  return {
    value: data.value,
    faults: [...faults, ...filled.faults, ...data.faults],
    complete: complete && data.faults.length === 0,
    placeOf: (path, key) => {
      const whole = key === undefined ? path : [...path, key]
      const found = find(whole)
      const node = key !== undefined && found.whole ? (found.key ?? found.node) : found.node
      return [at(node?.range?.[0] ?? 0), pathText(whole)].filter(Boolean).join(' ')
    },
    isVariable: (path) => filled.whole.has(find(path).node),
    withoutSecrets: (words) =>
      [...filled.secrets].reduce((said, [secret, name]) => said.replaceAll(secret, `\${${name}}`), words),
  }
}

const nexts: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'indent the keys that belong together alike',
  MULTIPLE_DOCS: 'remove the line "---" in the middle of the file',
  TAG_RESOLVE_FAILED: 'remove the word that begins with "!"',
}

function syntaxFaults(doc: Document.Parsed, text: string, at: At): Fault[] {
  return [...doc.errors, ...doc.warnings].map((error) => ({
    code: `config-${error.code.toLowerCase().replaceAll('_', '-')}`,
    place: at(error.pos[0]),
    why: error.message,
    next: isUnquoted(text, error.pos[0])
      ? `put variables inside { } or [ ] in quotes: "\${NAME}"`
      : (nexts[error.code] ?? 'correct the YAML there or on the line before'),
  }))
}

/** In a flow collection a `{` ends a plain text, so that `{ user: ${NAME} }` is not what it seems. */
function isUnquoted(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return /[[{].*[^"'$]\$\{/.test(text.slice(start, end < 0 ? text.length : end))
}

type Filled = {
  readonly faults: readonly Fault[]
  /** Values by which no message may be recognised, with the variables they came from. */
  readonly secrets: ReadonlyMap<string, string>
  readonly whole: ReadonlySet<Node | null>
}

const nothing: Filled = { faults: [], secrets: new Map(), whole: new Set() }

/** Fills in the variables of all texts in the document (not of its keys), and says which were missing. */
function fillIn(doc: Document.Parsed, env: Environment, at: At): Filled {
  const faults: Fault[] = []
  const secrets = new Map<string, string>()
  const whole = new Set<Node>()
  visit(doc, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return
      const { text, used, missing } = interpolate(node.value, env)
      for (const { name, value } of used) if (value.length > 2) secrets.set(value, name)
      const place = `${at(node.range?.[0] ?? 0)} ${pathText(pathTo([...ancestors, node]))}`
      faults.push(...missing.map(({ why, next }) => ({ code: 'config-variable', place, why, next })))
      if (/^\$\{[^{}]*\}$/.test(node.value)) whole.add(node)
      node.value = text
    },
  })
  return { faults, secrets, whole }
}

function pathTo(nodes: readonly unknown[]): Path {
  return nodes.flatMap((node, i): PropertyKey[] => {
    if (isPair(node)) return [isScalar(node.key) ? String(node.key.value) : '?']
    return isSeq(node) ? [node.items.indexOf(nodes[i + 1])] : []
  })
}

/** Aliases are resolved here; one that expands without end is refused by the parser. */
function dataOf(doc: Document.Parsed, file: string): { readonly value: unknown; readonly faults: readonly Fault[] } {
  try {
    return { value: doc.toJS(), faults: [] }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      value: null,
      faults: [{ code: 'config-alias', place: file, why, next: 'write out what the alias stands for' }],
    }
  }
}

type Found = { readonly node: Node | null; readonly key: Node | null; readonly whole: boolean }

/** Follows a path as far as it goes. */
function walk(doc: Document.Parsed, path: Path): Found {
  let node: Node | null = doc.contents
  let key: Node | null = null
  for (const step of path) {
    const pair: Pair<Node, Node | null> | undefined = isMap<Node, Node | null>(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      : undefined
    const item = isSeq<Node>(node) ? node.items[Number(step)] : undefined
    if (!pair && !item) return { node, key, whole: false }
    key = pair?.key ?? null
    const next: Node | null = item ?? pair?.value ?? key
    node = (isAlias(next) ? next.resolve(doc) : next) ?? null
  }
  return { node, key, whole: true }
}

/** `sources[2].url` */
export function pathText(path: Path): string {
  return path.reduce<string>((words, step) => {
    if (typeof step === 'number') return `${words}[${step}]`
    return words === '' ? String(step) : `${words}.${String(step)}`
  }, '')
}
