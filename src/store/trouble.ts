import type { Fault } from '../core/model.ts'

/** Thrown when the store cannot be opened: nothing can go on without it. `fault` says where, why and what to do. */
export class StoreTrouble extends Error {
  readonly fault: Fault

  constructor(fault: Fault, cause?: unknown) {
    super(`${fault.place}: ${fault.why}. ${fault.next}`, { cause })
    this.name = 'StoreTrouble'
    this.fault = fault
  }
}
