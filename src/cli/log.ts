import type { Config } from '../config/config.ts'
import { redactor } from '../core/redact.ts'
import type { Log } from '../worker/installation.ts'
import { openUrlsOf, secretsOf } from './secrets.ts'

/** JSON lines on stdout. Whatever anybody logs passes here, and leaves its secrets and mail addresses behind. */
export async function openLog(config: Config): Promise<Log> {
  const { pino } = await import('pino')
  return redacted(pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }), redactorOf(config))
}

/** Hides what the configuration calls secret, and what receivers of the store, whom it does not know, may have in their URLs. */
export function redactorOf(config: Config): (text: string) => string {
  return redactor(secretsOf(config), openUrlsOf(config))
}

/** Every text in the facts, however deep, and the sentence. */
export function redacted(log: Log, redact: (text: string) => string): Log {
  return {
    info: (facts, text) => log.info(cleanFacts(facts, redact), redact(text)),
    warn: (facts, text) => log.warn(cleanFacts(facts, redact), redact(text)),
  }
}

function cleanFacts(facts: object, redact: (text: string) => string): object {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, clean(value, redact)]))
}

function clean(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value)
  if (value instanceof Error) return redact(String(value))
  if (Array.isArray(value)) return value.map((one) => clean(one, redact))
  return typeof value === 'object' && value !== null ? cleanFacts(value, redact) : value
}
