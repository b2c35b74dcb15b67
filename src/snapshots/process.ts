import { readFileSync } from 'node:fs'

/** A process by its number and, where the system tells (Linux), the moment it was born: numbers are used again, in containers at once. */
export type Process = { readonly pid: number; readonly born: string | null }

/** Start time of a process in ticks since boot, field 22 of proc_pid_stat(5); `null` when it is gone or the system does not tell. */
export function bornAt(pid: number): string | null {
  return statOf(pid)?.born ?? null
}

/** Whether this very process still runs. One that has ended and was not reaped (a zombie) does not. */
export function runs({ pid, born }: Process): boolean {
  if (born !== null) {
    const stat = statOf(pid)
    return stat !== null && stat.born === born && stat.state !== 'Z' && stat.state !== 'X'
  }
  if (process.platform === 'linux') return false // it was gone before it could be looked at
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The name (field 2) stands in brackets and may hold spaces and brackets itself: fields count from the last one. */
function statOf(pid: number): { readonly state: string; readonly born: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state, born] = [fields[0], fields[19]]
    return state === undefined || born === undefined ? null : { state, born }
  } catch {
    return null
  }
}
