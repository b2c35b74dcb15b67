import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstSnapshots } from '../scripts/first-snapshots.ts'

const root = new URL('..', import.meta.url).pathname
const shared = join(root, '../shared')

test.skipIf(!existsSync(join(shared, 'pages')))(
  'the shipped snapshots are what the program reads from the pages (needs ../shared)',
  async () => {
    const snapshots = await firstSnapshots(shared)
    expect(snapshots.size).toBe(6)
    for (const [id, files] of snapshots)
      for (const [name, text] of Object.entries(files))
        expect(readFileSync(join(root, 'snapshots', id, name), 'utf8')).toBe(text)
  },
)
