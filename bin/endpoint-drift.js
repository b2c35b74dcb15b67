#!/usr/bin/env node
// Starts the program: from `src` in a checkout (Node strips the types), from `dist` in the published package.
import { existsSync } from 'node:fs'
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `endpoint-drift needs Node 22.19 or later; this is ${process.versions.node}.\n` +
      'Next: install Node 24, or run it as `npx -p node@24 -p endpoint-drift endpoint-drift ...`.\n',
  )
  process.exit(1)
}
module.enableCompileCache?.()
const source = new URL('../src/cli/main.ts', import.meta.url)
const entry = existsSync(source) ? source : new URL('../dist/cli/main.js', import.meta.url)
const { main } = await import(entry.href)
await main(process.argv.slice(2))
