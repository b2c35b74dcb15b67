import { createServer, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { portOf } from '../email/mail-server.ts'

/** A proxy on loopback that passes nothing on, and answers in the place of whoever is asked for. Of tunnels it says what `tunnel` is. */
export async function proxy(
  answer: (response: ServerResponse) => void,
  tunnel = 'HTTP/1.1 502 no',
): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    request.resume()
    answer(response)
  })
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.end(`${tunnel}\r\n\r\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${portOf(server.address())}`, asked }
}
