import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ownName } from './objects.ts'

const halfWritten = /^\.([a-z0-9-]+\.json|\.gitattributes)\.tmp$/

/** Own files of a source's folder as they lie in the work tree. */
export async function present(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => [])
  const own = names.filter((name) => ownName.test(name) || halfWritten.test(name))
  const texts = await Promise.all(own.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
  return new Map(own.map((name, i) => [name, texts[i] ?? '']))
}

/** Whether the folder holds exactly these files of ours. */
export async function holds(folder: string, wanted: ReadonlyMap<string, string>): Promise<boolean> {
  const there = await present(folder)
  return there.size === wanted.size && [...wanted].every(([name, text]) => there.get(name) === text)
}

/** Makes the folder hold exactly these files of ours; files of others in it stay. What is right already is not touched. */
export async function write(folder: string, wanted: ReadonlyMap<string, string>): Promise<void> {
  const there = await present(folder)
  if (wanted.size > 0) await mkdir(folder, { recursive: true })
  for (const [name, text] of wanted) if (there.get(name) !== text) await replace(folder, name, text)
  for (const name of there.keys()) if (!wanted.has(name)) await rm(join(folder, name), { force: true })
}

/** Whole or not at all: written beside, forced to the disk, then renamed over the old one. */
async function replace(folder: string, name: string, text: string): Promise<void> {
  const beside = join(folder, `.${name}.tmp`)
  const file = await open(beside, 'w', 0o644)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, join(folder, name))
}
