import { createRequire } from 'node:module'

/** A value of a JSON document. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export type Expression = {
  readonly text: string
  /** Names of the fields that the expression mentions. */
  readonly fields: ReadonlySet<string>
  /** @throws Error when the expression asks for what the value cannot give: the length of a number, an unknown variable. */
  readonly of: (value: Json) => unknown
}

/** More is no expression that a person wrote; the library's parser is recursive. */
export const longestExpression = 2_000

type Library = typeof import('@jmespath-community/jmespath')

let loaded: Library | undefined

/** Loaded with the first expression that is seen: a configuration without JSON lists never pays for it. */
function library(): Library {
  loaded ??= createRequire(import.meta.url)('@jmespath-community/jmespath') as Library
  return loaded
}

/**
 * Compiles an expression that `expressionFault` found no fault with.
 * Source: JMESPath Community Edition, https://jmespath.site/main/
 */
export function compileExpression(text: string): Expression {
  const { compile, TreeInterpreter } = library()
  const tree = compile(text)
  type Value = Parameters<typeof TreeInterpreter.search>[1]
  return { text, fields: fieldsOf(tree), of: (value) => TreeInterpreter.search(tree, value as Value) }
}

function fieldsOf(tree: object): ReadonlySet<string> {
  const fields = new Set<string>()
  const open: object[] = [tree]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ('type' in node && node.type === 'Field' && 'name' in node) fields.add(String(node.name))
    for (const inner of Object.values(node)) if (typeof inner === 'object' && inner !== null) open.push(inner)
  }
  return fields
}

/** What is wrong with an expression, with the 1-based column; `null` when nothing is. */
export function expressionFault(text: string): string | null {
  if (text.length > longestExpression) return `an expression has at most ${longestExpression} characters`
  const tokens = tokensOf(text)
  if (tokens === null) {
    const at = lexedLength(text)
    const what = /["'`]/.test(text[at] ?? '')
      ? 'what this quote opens is not closed, or not JSON'
      : 'this cannot stand here'
    return located(text, at, what)
  }
  const open = openQuote(text, tokens.at(-1)?.start)
  if (open !== null) return located(text, open, 'this quote is not closed')
  const why = compileTrouble(text)
  if (why === null) return loneEquals(text, tokens) ?? unknownFunction(text, tokens)
  if (atTheEnd.test(why)) return located(text, text.length, 'the expression ends too early')
  const at = tokens.find((_, i) => {
    const trouble = compileTrouble(text.slice(0, tokens[i + 1]?.start ?? text.length))
    return trouble !== null && !atTheEnd.test(trouble)
  })
  const plain = /token|got:/i.test(why) ? 'this cannot stand here' : why.replace(/^Syntax error: /, '')
  return located(text, at?.start ?? 0, plain)
}

type Token = ReturnType<Library['tokenize']>[number]

/** The library's parser names no position; a beginning of the text that fails at its end is fine as far as it goes. */
const atTheEnd = /got: EOF|\(EOF\)/

function tokensOf(text: string): readonly Token[] | null {
  try {
    return library().tokenize(text)
  } catch {
    return null
  }
}

/** Where the first piece begins that is no token. */
function lexedLength(text: string): number {
  let length = text.length
  while (length > 0 && tokensOf(text.slice(0, length)) === null) length -= 1
  return length
}

/** The library takes `'x` for a literal that is closed by the end of the text. */
function openQuote(text: string, start: number | undefined): number | null {
  if (start === undefined || text[start] !== "'") return null
  return /^'(?:[^'\\]|\\.)*'\s*$/s.test(text.slice(start)) ? null : start
}

function compileTrouble(text: string): string | null {
  try {
    library().compile(text)
    return null
  } catch (error) {
    if (error instanceof RangeError) return 'the expression is nested too deeply'
    return error instanceof Error ? error.message : String(error)
  }
}

/** `[?name='x']` binds a variable, which is always true: it would quietly select everything. */
function loneEquals(text: string, tokens: readonly Token[]): string | null {
  const at = tokens.findIndex(
    (token, i) => String(token.type) === 'Assign' && String(tokens[i - 1]?.type) !== 'Variable',
  )
  return at < 0 ? null : located(text, tokens[at]?.start ?? 0, 'two values are compared with `==`')
}

function unknownFunction(text: string, tokens: readonly Token[]): string | null {
  const { isRegistered } = library()
  const name = tokens.find(
    (token, i) =>
      String(token.type) === 'UnquotedIdentifier' &&
      String(tokens[i + 1]?.type) === 'Lparen' &&
      !isRegistered(String(token.value)),
  )
  return name === undefined ? null : located(text, name.start, `JMESPath has no function "${String(name.value)}"`)
}

function located(text: string, at: number, why: string): string {
  const rest = text.slice(at, at + 20)
  const near = rest.trim() === '' ? 'at the end' : `at ${JSON.stringify(rest)}`
  return `column ${at + 1}, ${near}: ${why}`
}
