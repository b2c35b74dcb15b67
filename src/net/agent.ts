import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici'
import { guardedConnector, type Lookup } from './guard.ts'
import { type Proxies, proxiesOf, proxyUrl } from './proxies.ts'
import type { Rules } from './url.ts'

export type PostLimits = {
  /** Milliseconds for one message, from the connection to the answer. */
  readonly timeout: number
  /** At once, to one origin. */
  readonly connections: number
}

// Set outright: so NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing. NODE_EXTRA_CA_CERTS is the way to trust another authority.
const tls = { rejectUnauthorized: true }

const proxyCode = 'DRIFT_PROXY'

/** Whether it is our own proxy that cannot be reached, or that does not let us in: nothing that the receiver could mend. */
export function isProxyError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === proxyCode) || /^Proxy (Auth|response).*\(407\)/.test(error.message)
}

/**
 * An agent that connects only to where something may be sent (`rules`), and where it may not, fails with an error that
 * `isGuardError` knows. Through a proxy of the environment it is the proxy that connects, and that must refuse; when the proxy itself
 * cannot be reached, `isProxyError` knows the error.
 */
export function guardedAgent(
  rules: Rules,
  { timeout, connections }: PostLimits,
  { proxies = proxiesOf(process.env), lookup }: { readonly proxies?: Proxies; readonly lookup?: Lookup } = {},
): Dispatcher {
  const connect = connectorToProxy(timeout)
  const proxyAddresses = [proxies.http, proxies.https].map((text) => URL.parse(proxyUrl(text))?.href)
  const options = {
    httpProxy: proxyUrl(proxies.http),
    httpsProxy: proxyUrl(proxies.https),
    noProxy: proxies.no,
    connections,
    allowH2: false,
    // The total time-out of each message is the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: timeout,
    connect: guardedConnector(rules, timeout, lookup),
    requestTls: tls,
    // Two ways to a proxy: for https it is asked for a tunnel, for http it gets the request itself.
    clientFactory: (origin: URL) => new Pool(origin, { connect }),
    factory: (origin: string | URL, given: object) =>
      new Pool(origin, proxyAddresses.includes(String(origin)) ? { ...given, connect } : given),
  }
  try {
    return new EnvHttpProxyAgent(options)
  } catch {
    // What the library says repeats the address, with its password.
    throw new Error('HTTPS_PROXY or HTTP_PROXY holds no address of a proxy')
  }
}

/** The error is one of ours: the library takes some codes of a failed connection for a reason to try again at once, without end. */
function connectorToProxy(timeout: number): buildConnector.connector {
  const connector = buildConnector({ timeout, allowH2: false, ...tls })
  return (options, callback) =>
    connector(options, (...made) => {
      const [error] = made
      if (error === null) return callback(...made)
      const why = `the proxy of HTTPS_PROXY or HTTP_PROXY cannot be reached: ${error.message || error.name}`
      callback(Object.assign(new Error(why), { code: proxyCode }), null)
    })
}
