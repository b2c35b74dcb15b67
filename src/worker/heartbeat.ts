import type { Installation } from './installation.ts'
import { isStale, statusOf } from './status.ts'

const lastBeat = 'heartbeat-at'

/**
 * Asks the address of the heartbeat, if there is one, nothing is stale, the last cycle did not fail as a whole, and the last
 * ping is long enough ago: whoever waits for it raises an alarm when it stays away. Never throws; failing is only logged, and
 * the next cycle tries again.
 */
export async function beat(at: Installation): Promise<void> {
  try {
    const { heartbeat } = at.config
    if (heartbeat === null || at.now() - Number(at.store.setting(lastBeat) ?? 0) < heartbeat.every) return
    const { sources, trouble } = statusOf(at.config, at.store, at.now())
    if (sources.some(isStale) || trouble.some(({ place }) => place === 'check')) return
    const answer = await at.http.get({ url: heartbeat.url })
    const said = answer.kind === 'failure' ? answer.code : `HTTP ${answer.status}`
    if (answer.kind === 'answer' && answer.status >= 200 && answer.status < 300)
      at.store.setSetting(lastBeat, String(at.now()))
    else at.log.warn({ code: said }, 'the address of the heartbeat does not answer as it should')
  } catch (error) {
    at.log.warn({ error: String(error) }, 'no heartbeat was sent')
  }
}
