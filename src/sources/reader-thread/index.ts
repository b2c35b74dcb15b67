import { createReaderThread, type ReaderThread } from './reader-thread.ts'

export type { Done, Job } from './job.ts'

let shared: ReaderThread | undefined

/** The one thread in which this process reads pages. */
export function readerThread(): ReaderThread {
  shared ??= createReaderThread()
  return shared
}
