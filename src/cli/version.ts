import { readFileSync } from 'node:fs'

/** The version in package.json: it lies two folders up from `src/cli` and from `dist/cli` alike. */
export const version: string = read()

function read(): string {
  const facts: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof facts === 'object' && facts !== null && 'version' in facts ? String(facts.version) : '0.0.0'
}
