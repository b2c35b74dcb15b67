import type { ChildProcess } from 'node:child_process'
import { connect, createServer, type Socket } from 'node:net'
import type { World } from './world.ts'

/** An address that is known before the program has a port, so that links in mails can be followed as they stand. */
export type Front = {
  readonly origin: string
  /** Passes connections on to this port of loopback from now on. */
  readonly leadTo: (port: number) => void
  readonly close: () => Promise<void>
}

export async function newFront(): Promise<Front> {
  const open = new Set<Socket>()
  let target = 0
  const server = createServer((client) => {
    const behind = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.once('error', () => other.destroy())
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    leadTo: (port) => {
      target = port
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Running = {
  /** Resolves with all that the program has said as soon as it has said this. */
  readonly says: (words: string | RegExp) => Promise<string>
  /** As an operator ends it; resolves with its exit code. */
  readonly stop: () => Promise<number | null>
}

/** Starts `run` with its pages on a port of the system's choosing, and has the front lead there. */
export async function running(world: World, front: Front): Promise<Running> {
  const child = world.start(['run'])
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const says = listener(child)
  const heard = await says(/"port":\d+/)
  front.leadTo(Number(/"port":(\d+)/.exec(heard)?.[1]))
  return {
    says,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

function listener(child: ChildProcess): Running['says'] {
  let heard = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      heard += String(text)
      for (const look of waiting) look()
    })
  return (words) =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (heard.search(words) < 0) return
        waiting.delete(look)
        resolve(heard)
      }
      waiting.add(look)
      child.once('exit', () => reject(new Error(`ended before it said ${words}: ${heard}`)))
      look()
    })
}
