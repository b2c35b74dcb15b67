import module from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { Job, Said } from './job.ts'

/** What runs in the thread: takes one job at a time and says how it ended. */
module.enableCompileCache?.()
const { readJob } = await import('./read-job.ts')

function say(said: Said): void {
  parentPort?.postMessage(said)
}

parentPort?.on('message', (job: Job) => {
  readJob(job).then(say, (error: unknown) => {
    say({ kind: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  })
})
say({ kind: 'ready' })
