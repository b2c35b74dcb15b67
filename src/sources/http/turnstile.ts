/** Lets requests pass: so many at once, one per host. */
export type Turnstile = {
  /** Resolves when it is this request's turn; the function it gives must be called when the request is over. */
  readonly enter: (host: string) => Promise<() => void>
}

/**
 * Hosts take turns, so that one host with a long line does not keep the others waiting. Nobody holds a place while waiting for
 * another one, so there is no deadlock.
 */
export function createTurnstile(places: number): Turnstile {
  const lines = new Map<string, (() => void)[]>()
  const busy = new Set<string>()

  function admit(): void {
    for (const [host, line] of lines) {
      if (busy.size >= places) return
      if (busy.has(host)) continue
      const next = line.shift()
      lines.delete(host)
      // To the end of the map: the other hosts come first.
      if (line.length > 0) lines.set(host, line)
      busy.add(host)
      next?.()
    }
  }

  function leave(host: string): () => void {
    let gone = false
    return () => {
      if (gone) return
      gone = true
      busy.delete(host)
      admit()
    }
  }

  return {
    async enter(host) {
      const turn = Promise.withResolvers<void>()
      const line = lines.get(host)
      if (line === undefined) lines.set(host, [turn.resolve])
      else line.push(turn.resolve)
      admit()
      await turn.promise
      return leave(host)
    },
  }
}
