import type { Fault } from '../core/model.ts'

/** Trouble that ends a command: shown as what, why and what next, without a stack. */
export class CommandFault extends Error {
  readonly faults: readonly Fault[]

  constructor(...faults: readonly Fault[]) {
    super(faults.map((fault) => fault.why).join('; '))
    this.name = 'CommandFault'
    this.faults = faults
  }
}

/** The faults that an exception of ours carries, wherever it was thrown; `null` for anything else. */
export function faultsIn(error: unknown): readonly Fault[] | null {
  if (error instanceof CommandFault) return error.faults
  if (error instanceof Error && 'fault' in error && isFault(error.fault)) return [error.fault]
  return null
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'code' in value && 'why' in value && 'next' in value
}
