import { statusJson } from '../../worker/status.ts'
import type { Routes } from '../app.ts'
import { alive, type Health, ready } from '../health.ts'
import { exposition } from '../metrics/exposition.ts'
import { gather } from '../metrics/gather.ts'
import { type Reply, reply, types } from '../reply.ts'
import { shownStatus } from '../site.ts'

/** What orchestrators and monitoring ask for. */
export function addMachines({ app, site }: Routes): void {
  app.get('/healthz', (c) => reply(c, healthReply(alive(site))))
  app.get('/readyz', (c) => reply(c, healthReply(ready(site))))
  app.get('/metrics', (c) => reply(c, { body: exposition(gather(site)), type: types.metrics, cache: 'no-store' }))
  app.get('/status.json', (c) =>
    reply(c, { body: `${JSON.stringify(statusJson(shownStatus(site)), null, 2)}\n`, type: types.json }),
  )
}

function healthReply({ well, text }: Health): Reply {
  return { body: `${text}\n`, type: types.text, status: well ? 200 : 503, cache: 'no-store' }
}
