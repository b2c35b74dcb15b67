import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { portOf } from '../email/mail-server.ts'

export type Post = {
  readonly path: string
  readonly method: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** A real HTTP server on loopback, which keeps what was posted and answers as it is told. */
export async function receiver(
  answer: (response: ServerResponse, count: number, request: IncomingMessage) => void,
): Promise<{ readonly url: string; readonly posts: Post[] }> {
  const posts: Post[] = []
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        )
        posts.push({ path: request.url ?? '', method: request.method ?? '', body, headers })
        answer(response, posts.length, request)
      },
      () => {},
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${portOf(server.address())}`, posts }
}
