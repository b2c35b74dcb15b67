import { statusJson, statusOf } from '../../worker/status.ts'
import type { Routes } from '../app.ts'
import { alive, type Health, ready } from '../health.ts'
import { exposition } from '../metrics/exposition.ts'
import { gather } from '../metrics/gather.ts'
import { type Reply, reply, types } from '../reply.ts'

/** What orchestrators and monitoring ask for. */
export function addMachines({ app, site }: Routes): void {
  const { config, store, now, redact } = site
  app.get('/healthz', (c) => reply(c, healthReply(alive(site))))
  app.get('/readyz', (c) => reply(c, healthReply(ready(site))))
  app.get('/metrics', (c) => reply(c, { body: exposition(gather(site)), type: types.metrics, cache: 'no-store' }))
  app.get('/status.json', (c) => {
    const { sources, trouble } = statusOf(config, store, now())
    const shown = trouble.map((one) => ({
      ...one,
      place: redact(one.place),
      why: redact(one.why),
      next: redact(one.next),
    }))
    return reply(c, { body: `${JSON.stringify(statusJson({ sources, trouble: shown }), null, 2)}\n`, type: types.json })
  })
}

function healthReply({ well, text }: Health): Reply {
  return { body: `${text}\n`, type: types.text, status: well ? 200 : 503, cache: 'no-store' }
}
