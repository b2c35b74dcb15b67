import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded before the program (`node --import`), it ends the program's process at a named step, as a power cut would: nothing is
 * flushed, no handler runs. The environment says where: `KILL_STEP`, reached for the `KILL_NTH` time. `STEPS_FILE` takes down every
 * step that is reached, a line each. `CLOCK_AHEAD` (milliseconds) puts the clock of the program forward or back: digests and retries
 * come due without anybody waiting for them.
 */
const { KILL_STEP, KILL_NTH = '1', STEPS_FILE, CLOCK_AHEAD } = process.env

if (isMainThread) {
  const real = Date.now
  const ahead = Number(CLOCK_AHEAD ?? 0)
  if (ahead !== 0) Date.now = () => real() + ahead
  let left = Number(KILL_NTH)
  subscribe('endpoint-drift:step', (step) => {
    if (STEPS_FILE !== undefined) appendFileSync(STEPS_FILE, `${String(step)}\n`)
    if (step !== KILL_STEP) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  })
}
