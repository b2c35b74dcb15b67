import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { takeLock } from '../../../src/store/lock.ts'

/** Takes the lock, forgets the handle, collects garbage and stays until it is killed. */
const { kind } = takeLock(process.argv[2] ?? '', 'child', 1234)
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
setImmediate(() => {
  collect()
  process.stdout.write(`${kind}\n`)
})
setInterval(() => {}, 60_000)
