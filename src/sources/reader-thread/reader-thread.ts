import { Worker } from 'node:worker_threads'
import type { Done, Job, Refused, Said } from './job.ts'

export type ThreadLimits = {
  /** Milliseconds for one page; ordinary ones take some tens. */
  readonly deadline: number
  /** Milliseconds for the thread to start, its code to be loaded included. */
  readonly start: number
  /** MiB that its objects may take. */
  readonly memory: number
  /** Milliseconds without work after which it is ended. */
  readonly idle: number
}

/** A fault comes within five seconds, with room for an engine that does not stop at once. */
export const threadLimits: ThreadLimits = { deadline: 4_000, start: 60_000, memory: 256, idle: 30_000 }

export type ReaderThread = {
  /** Reads a page; pages are read one after the other. Rejects only for a slip of our own. */
  readonly read: (job: Job) => Promise<Done>
  readonly close: () => Promise<void>
}

/**
 * A reader in a thread of its own, so that a page made to be slow or large can be stopped: it is then refused, and the next
 * page is read by a new thread. Nothing is started before the first page, and an idle thread keeps no process alive.
 *
 * @see https://nodejs.org/api/worker_threads.html#new-workerfilename-options
 */
export function createReaderThread(limits: ThreadLimits = threadLimits): ReaderThread {
  let worker: Promise<Worker> | null = null
  let last: Promise<unknown> = Promise.resolve()
  let ending: NodeJS.Timeout | undefined

  async function stop(): Promise<void> {
    clearTimeout(ending)
    const stopped = worker
    worker = null
    await stopped?.then((one) => one.terminate()).catch(() => undefined)
  }

  /** A thread that ended, for whatever reason, is not asked again. */
  function begun(): Promise<Worker> {
    const it = started(limits)
    const forget = (): void => {
      if (worker === it) worker = null
    }
    it.then((one) => one.once('exit', forget), forget)
    return it
  }

  async function readNow(job: Job): Promise<Done> {
    clearTimeout(ending)
    worker ??= begun()
    const said = await worker.then((one) => ask(one, job, limits)).catch(stoppedBy(limits))
    if (said.kind === 'stopped') {
      await stop()
      if (said.refused === null) throw said.error
      return said.refused
    }
    ending = setTimeout(() => void stop(), limits.idle).unref()
    return said
  }

  return {
    read(job) {
      const turn = last.then(() => readNow(job))
      last = turn.catch(() => undefined)
      return turn
    },
    close: () => last.then(stop),
  }
}

/** From sources or from the built package: the file beside this one has the same ending. */
const entry = new URL(`./thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

async function started(limits: ThreadLimits): Promise<Worker> {
  const { memory } = limits
  const resourceLimits = { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 64 }
  const worker = new Worker(entry, { resourceLimits, execArgv: [] })
  // Trouble that comes when nobody listens is heard of at the next page, which finds the thread ended.
  worker.on('error', () => undefined)
  try {
    await heard(worker, limits.start)
  } catch (error) {
    await worker.terminate()
    throw new Error('the reader did not start', { cause: error })
  }
  worker.unref()
  return worker
}

async function ask(worker: Worker, job: Job, limits: ThreadLimits): Promise<Done> {
  worker.ref()
  const answer = heard(worker, limits.deadline)
  worker.postMessage(job)
  const said = await answer
  worker.unref()
  if (said.kind === 'failed') throw new Error(said.why)
  if (said.kind === 'ready') throw new Error('the reader said nothing of its page')
  return said
}

const tooSlow = new Error('the reader said nothing in time')

/** What the thread says next; rejects when it says nothing in time or ends. */
function heard(worker: Worker, within: number): Promise<Said> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      act()
    }
    const onMessage = (said: Said): void => settle(() => resolve(said))
    const onError = (error: unknown): void => settle(() => reject(error))
    const onExit = (code: number): void => settle(() => reject(new Error(`the reader ended by itself (${code})`)))
    const timer = setTimeout(() => settle(() => reject(tooSlow)), within)
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
  })
}

type Stopped = { readonly kind: 'stopped'; readonly refused: Refused | null; readonly error: unknown }

function stoppedBy({ deadline, memory }: ThreadLimits): (error: unknown) => Stopped {
  return (error) => {
    const refused = (code: Refused['code'], why: string): Stopped => {
      return { kind: 'stopped', refused: { kind: 'refused', code, why: `the page is not read: ${why}` }, error }
    }
    if (error === tooSlow) return refused('reading-too-slow', `it takes longer than ${deadline / 1000} seconds`)
    if (isOutOfMemory(error)) return refused('reading-refused', `it takes more than ${memory} MiB of memory`)
    return { kind: 'stopped', refused: null, error }
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
