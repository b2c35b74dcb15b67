import { readDocument } from '../../reading/document.ts'
import { isReadingRefused } from '../../reading/limits.ts'
import type { Done, Job } from './job.ts'

/** Reads a page where it is called. What the reader refuses, or what exhausts the stack, is a value. */
export async function readJob({ text, format, files, skipped }: Job): Promise<Done> {
  const include = (path: string): string | null =>
    files?.get(path) ?? (skipped.some((start) => path.startsWith(start)) ? '' : null)
  try {
    const reading = await readDocument(text, { format, ...(files !== null && { include }) })
    return { kind: 'reading', reading }
  } catch (error) {
    if (isReadingRefused(error)) return refused(error.message)
    if (error instanceof RangeError) return refused('the page is not read: its parts are nested too deep')
    throw error
  }
}

function refused(why: string): Done {
  return { kind: 'refused', code: 'reading-refused', why }
}
