import type { Installation } from '../worker/installation.ts'
import { CommandFault } from './fault.ts'
import { redactorOf } from './log.ts'
import { version } from './version.ts'

/** The pages, if the configuration wants them. What serves them is loaded only then. */
export async function servePages(at: Installation): Promise<{ readonly close: () => Promise<void> } | null> {
  const { listen, publicUrl } = at.config.web
  if (listen === null) return null
  const [{ webApp }, { serveWeb }] = await Promise.all([import('../web/app.ts'), import('../web/serve.ts')])
  const app = webApp({ ...at, version, redact: redactorOf(at.config) })
  const serving = await serveWeb((request, bindings) => app.fetch(request, bindings), listen)
  if (serving.kind === 'fault') throw new CommandFault(serving.fault)
  at.log.info({ address: serving.address, port: serving.port, publicUrl }, 'serving pages')
  return serving
}
