/** Wakes the delivery loop: a check has published something, or somebody is to be asked to confirm. */
export type Bell = { readonly ring: () => void; readonly next: () => Promise<void> }

export function newBell(): Bell {
  let { promise, resolve } = Promise.withResolvers<void>()
  return {
    ring: () => {
      resolve()
      ;({ promise, resolve } = Promise.withResolvers<void>())
    },
    next: () => promise,
  }
}
