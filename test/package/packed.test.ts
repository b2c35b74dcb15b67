import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run } from './program.ts'

const facts = (await import('../../package.json', { with: { type: 'json' } })).default
const folder = mkdtempSync(join(tmpdir(), 'drift-pack-'))
const checkout = join(folder, 'checkout')
const unpacked = join(folder, 'package')
const notPacked = ['node_modules', '.git', 'dist', 'data', 'snapshots', 'test']
const npm = (await run('npm', ['--version'])).code === 0
const tar = (await run('tar', ['--version'])).code === 0

/** Packs a copy, so that no `dist` appears beside the sources while other tests run. */
beforeAll(async () => {
  if (!npm || !tar) return
  mkdirSync(checkout)
  for (const name of readdirSync(root).filter((one) => !notPacked.includes(one)))
    cpSync(join(root, name), join(checkout, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
  mkdirSync(join(checkout, 'dist'))
  writeFileSync(join(checkout, 'dist/left-behind.js'), '')
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: checkout })
  if (packed.code !== 0) throw new Error(`npm pack failed: ${packed.stderr}${packed.stdout}`)
  await run('tar', ['-xzf', join(folder, `endpoint-drift-${facts.version}.tgz`), '-C', folder])
  symlinkSync(join(root, 'node_modules'), join(unpacked, 'node_modules'))
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function packedProgram(...args: readonly string[]) {
  return run(process.execPath, [join(unpacked, 'bin/endpoint-drift.js'), ...args], { cwd: folder })
}

describe.skipIf(!npm || !tar)('the packed package (skipped where npm or tar is missing)', () => {
  test('holds a compiled file for each source, what belongs to it, and nothing else', () => {
    const inside = (place: string) =>
      readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => join(file.parentPath, file.name).slice(place.length + 1))
    const sources = inside(join(checkout, 'src')).filter((name) => !name.endsWith('.d.ts'))
    expect(sources.length).toBeGreaterThan(100)
    expect(inside(join(unpacked, 'dist')).sort()).toEqual(sources.map((name) => name.replace(/\.ts$/, '.js')).sort())
    const beside = [
      'CHANGELOG.md',
      'LICENSE',
      'bin',
      'config',
      'dist',
      'docs',
      'node_modules',
      'package.json',
      'schema',
    ]
    expect(readdirSync(unpacked).filter((name) => name !== 'README.md')).toEqual(beside)
  })

  test('runs without its sources', async () => {
    expect(await packedProgram('--version')).toEqual({ code: 0, stdout: `${facts.version}\n`, stderr: '' })
  })

  test('reads a page', async () => {
    writeFileSync(
      join(folder, 'page.md'),
      '# Endpoints\n\n| Address | Port |\n| --- | --- |\n| `*.windows.net` | 443 |\n',
    )
    const { code, stdout } = await packedProgram('extract', '--json', 'page.md')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ endpoints: [{ address: '*.windows.net', line: 5, ports: [443] }] })
  })

  test('finds no fault in the configuration that comes with it', async () => {
    const { code, stdout } = await packedProgram('check-config', '--config', 'package/config/endpoint-drift.yaml')
    expect(stdout).toContain('no faults')
    expect(code).toBe(0)
  })
})

test('On a Node that is too old the program says so, and how to get on.', async () => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.5' } })`
  const args = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, join(root, 'bin/endpoint-drift.js')]
  const { code, stdout, stderr } = await run(process.execPath, [...args, '--version'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^endpoint-drift needs Node 22\.19 or later; this is 20\.19\.5\.\nNext: .*node@24/)
  expect(facts.engines.node).toBe('>=22.19.0')
})
