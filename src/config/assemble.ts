import { join, resolve } from 'node:path'
import type { Config, GateConfig, Retired, SignupConfig, SnapshotsConfig, SourceConfig, WebConfig } from './config.ts'
import type { Environment } from './interpolate.ts'
import { at } from './issues.ts'
import type { CheckedChannel, CheckedSource } from './parts.ts'
import { gateDefaults, type ParsedConfig, type ParsedGate, type ParsedSource } from './schema.ts'

export type Where = { readonly file: string; readonly folder: string; readonly env: Environment }

/** The configuration whole, from parts that are without fault. */
export function assembled(
  where: Where,
  top: ParsedConfig,
  sources: readonly CheckedSource[],
  channels: readonly CheckedChannel[],
): Config {
  const operator = Array.isArray(top.operator) ? top.operator : [top.operator]
  return {
    file: where.file,
    data: resolve(where.folder, top.data ?? (where.env.ENDPOINT_DRIFT_DATA || '../data')),
    snapshots: snapshotsOf(where, top.snapshots),
    schedule: top.schedule,
    jitter: top.jitter,
    contact: top.contact ?? null,
    fetch: top.fetch,
    stale: top.stale,
    web: webOf(top.web),
    signup: signupOf(top.signup),
    heartbeat: top.heartbeat ?? null,
    sources: sources.flatMap(({ common, ...rest }) => (common ? [sourceOf({ common, ...rest }, top)] : [])),
    channels: channels.flatMap(({ name, kind, settings }) => (kind ? [{ name, kind: kind.id, settings }] : [])),
    subscriptions: top.subscriptions,
    operator,
  }
}

function snapshotsOf({ folder, env }: Where, it: ParsedConfig['snapshots']): SnapshotsConfig {
  const own = env.ENDPOINT_DRIFT_DATA ? join(env.ENDPOINT_DRIFT_DATA, 'snapshots') : '../snapshots'
  const push = it.push === true ? { remote: 'origin', branch: 'main' } : it.push === false ? null : it.push
  return { path: resolve(folder, it.path ?? own), author: it.author, message: it.message, sign: it.sign, push }
}

/** Who asks for a page is not believed when he says what we are called: without a public URL it is where we listen. */
function webOf({ listen, publicUrl, proxies }: ParsedConfig['web']): WebConfig {
  const host = listen?.host ?? 'localhost'
  const own = `http://${host.includes(':') ? `[${host}]` : host}:${listen?.port ?? 8080}`
  return { listen, publicUrl: publicUrl ?? own, proxies }
}

function signupOf({ mode, domains, email, webhook }: ParsedConfig['signup']): SignupConfig {
  return { mode, domains, email: email ?? null, webhook: webhook ?? null }
}

function sourceOf(
  { common, settings, raw, kind }: CheckedSource & { readonly common: ParsedSource },
  top: ParsedConfig,
): SourceConfig {
  return {
    id: common.id,
    kind: common.kind,
    title: common.title ?? common.id,
    page: common.page ?? textIn(raw, 'url') ?? kind?.page ?? textIn(settings, 'base') ?? '',
    schedule: common.schedule ?? top.schedule,
    jitter: common.jitter ?? top.jitter,
    gate: gateOf(gateDefaults, kind?.gate, top.gate, common.gate),
    retired: retiredOf(common.retired),
    settings,
  }
}

function textIn(keyed: unknown, key: string): string | null {
  const value = at(keyed, [key])
  return typeof value === 'string' ? value : null
}

/** The later, the stronger: what a person wrote goes before what suits the kind. */
function gateOf(defaults: GateConfig, ...others: readonly (ParsedGate | undefined)[]): GateConfig {
  return others.reduce<GateConfig>(
    (gate, other) => ({
      maxLost: other?.maxLost ?? gate.maxLost,
      minEntries: other?.minEntries ?? gate.minEntries,
      maxNewComplaints: other?.maxNewComplaints ?? gate.maxNewComplaints,
      remindAfter: other?.remindAfter ?? gate.remindAfter,
    }),
    defaults,
  )
}

function retiredOf(retired: ParsedSource['retired']): Retired | null {
  if (retired === undefined) return null
  const { since, successor, note } = retired === true ? {} : retired
  return { ...(since && { since }), ...(successor && { successor }), ...(note && { note }) }
}
