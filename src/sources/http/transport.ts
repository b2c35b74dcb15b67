import type { Dispatcher, EnvHttpProxyAgent } from 'undici'
import { type Proxies, proxyUrl } from '../../net/proxies.ts'
import { coded } from './trouble.ts'

/** Sends one request over kept-alive connections. */
export type Transport = {
  readonly send: (options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>
  /** Ends every connection at once. */
  readonly close: () => Promise<void>
}

// Set outright: so NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing. NODE_EXTRA_CA_CERTS is the way to trust another authority.
const tls = { rejectUnauthorized: true }

async function loadAgent(): Promise<typeof EnvHttpProxyAgent> {
  const [{ default: Agent }, { default: Base }, { default: api }] = await Promise.all([
    import('undici/lib/dispatcher/env-http-proxy-agent.js'),
    import('undici/lib/dispatcher/dispatcher.js'),
    import('undici/lib/api/index.js'),
  ])
  Object.assign(Base.prototype, api)
  return Agent
}

/** Loads the client at first use. `timeout` in milliseconds bounds the making of a connection. */
export async function openTransport(timeout: number, proxies: Proxies): Promise<Transport> {
  const agent = agentFor(await loadAgent(), timeout, proxies)
  return { send: (options) => agent.request(options), close: () => agent.destroy() }
}

function agentFor(Agent: typeof EnvHttpProxyAgent, timeout: number, proxies: Proxies): EnvHttpProxyAgent {
  const options = {
    httpProxy: proxyUrl(proxies.http),
    httpsProxy: proxyUrl(proxies.https),
    noProxy: proxies.no,
    connections: 1,
    allowH2: false,
    // The total time-out of each try is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeout,
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
  }
  try {
    return new Agent(options)
  } catch {
    throw coded('DRIFT_PROXY')
  }
}
