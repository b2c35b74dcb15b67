import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { whyClosed } from './networks.ts'
import { type Rules, refusal } from './url.ts'

/** How names become addresses: `dns.lookup` with `all: true`. */
export type Lookup = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

const code = 'DRIFT_CLOSED_ADDRESS'

/** Whether a connection failed because we would not make it; `message` says why, for people. */
export function isGuardError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && error.code === code
}

function closed(host: string, address: string, why: string): Error {
  return Object.assign(new Error(refusal(host, address, why)), { code })
}

export const systemLookup: Lookup = (hostname, callback) =>
  dnsLookup(hostname, { all: true }, (error, addresses) => callback(error, addresses ?? []))

/** The addresses of a name to which something may be sent; an error when there are only others. */
export function openAddresses(
  hostname: string,
  addresses: readonly LookupAddress[],
  { allowNetworks }: Rules,
): readonly LookupAddress[] | Error {
  const good = addresses.filter(({ address }) => whyClosed(address, allowNetworks) === null)
  const [first] = addresses
  if (good.length > 0) return good
  const why = first && whyClosed(first.address, allowNetworks)
  return first && why ? closed(hostname, first.address, why) : new Error(`${hostname} has no address`)
}

/** For `net.connect`: the very lookup that the connection uses, so that no second answer can differ from the one that was judged. */
function guardedLookup(rules: Rules, lookup: Lookup): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, (error, addresses) => {
      if (error) return callback(error, '')
      const found = openAddresses(hostname, addresses, rules)
      if (found instanceof Error) return callback(found, '')
      const [first] = found
      if (options.all) callback(null, [...found])
      else callback(null, first?.address ?? '', first?.family)
    })
}

/**
 * Makes connections for undici, and only to where something may be sent. Three checks, since each alone lets something through:
 * literals, for which Node never calls a lookup; the lookup that the connection itself uses, so that a name cannot be rebound
 * between check and use; and the address that the socket really has, before a byte is sent over it. `timeout` in milliseconds
 * bounds the TCP connection, and then the TLS handshake.
 */
export function guardedConnector(rules: Rules, timeout: number, lookup = systemLookup): buildConnector.connector {
  const plain = buildConnector({ timeout, lookup: guardedLookup(rules, lookup) })
  // Set outright: so NODE_TLS_REJECT_UNAUTHORIZED=0 changes nothing. NODE_EXTRA_CA_CERTS is the way to trust another authority.
  const secure = buildConnector({ timeout, allowH2: false, rejectUnauthorized: true })

  return (options, callback) => {
    // The name for TLS is no matter of the plain connection: there it would stand in the place of an address.
    const { servername: _, hostname, ...rest } = options
    const why = isIP(hostname) === 0 ? null : whyClosed(hostname, rules.allowNetworks)
    if (why !== null) return callback(closed(hostname, hostname, why), null)
    plain({ ...rest, hostname, protocol: 'http:', port: options.port || portOf(options.protocol) }, (...made) => {
      const [error, socket] = made
      if (error !== null) return callback(guardErrorIn(error) ?? error, null)
      const fault = socketFault(socket, hostname, rules)
      if (fault !== null) {
        socket.destroy()
        return callback(fault, null)
      }
      if (options.protocol !== 'https:') return callback(null, socket)
      secure({ ...options, httpSocket: socket }, callback)
    })
  }
}

function portOf(protocol: string): string {
  return protocol === 'https:' ? '443' : '80'
}

function socketFault(socket: Socket, hostname: string, { allowNetworks }: Rules): Error | null {
  const address = socket.remoteAddress ?? ''
  const why = whyClosed(address, allowNetworks)
  return why === null ? null : closed(hostname, address, why)
}

/** Node wraps what a lookup says when it tries several addresses. */
function guardErrorIn(error: Error): Error | undefined {
  return [error, error.cause, ...(error instanceof AggregateError ? error.errors : [])].find(isGuardError)
}
