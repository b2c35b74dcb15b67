import { isAddress, type Network, whyClosed } from './networks.ts'

/** What an operator allows beyond https to public addresses. */
export type Rules = { readonly allowHttp: boolean; readonly allowNetworks: readonly Network[] }

const longest = 2048

/** From 1024 on, ports of other protocols that a POST could be smuggled into: those that browsers refuse (https://fetch.spec.whatwg.org/#port-blocking). */
const otherProtocols: readonly number[] = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]

/**
 * What is wrong with the URL of a receiver, for people; `null` when nothing is. What can be told without asking anyone: names are
 * looked up only when a connection is made. Never repeats more of the URL than its host and port: the rest may be a secret.
 */
export function urlFault(to: string, rules: Rules): string | null {
  const url = URL.parse(to)
  // Parsers leave line ends out, turn backslashes and count no slashes: what is one host to us may be another to the next.
  if (url === null || to.length > longest || /[\s\p{Cc}\\]|^https?:(?!\/\/[^/])/iu.test(to))
    return 'this is not a URL; write it like https://hooks.example.org/endpoints'
  if (url.username !== '' || url.password !== '')
    return 'the URL holds a user name or password; receivers know us by the signature or by the secret path, so leave it out'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'the URL must begin with https://'
  if (url.protocol === 'http:' && !rules.allowHttp)
    return 'the URL must begin with https://, or the channel must say `allowHttp: true`'
  return hostFault(url.hostname, rules.allowNetworks) ?? portFault(url, rules.allowNetworks)
}

/** The parser has brought every spelling of an IPv4 address into four decimal parts: `0x7f.1`, `2130706433`, `127。1`. */
function hostFault(hostname: string, open: readonly Network[]): string | null {
  const host = hostname.replace(/\.$/, '')
  if (host === '') return 'the URL names no host'
  // RFC 6761, 6.3: these never leave the machine, whatever a name server says.
  if (host === 'localhost' || host.endsWith('.localhost'))
    return ['127.0.0.1', '::1'].some((address) => whyClosed(address, open) === null)
      ? null
      : refusal(host, '127.0.0.1', 'this machine itself')
  const why = isAddress(host) ? whyClosed(host, open) : null
  return why === null ? null : refusal(host, host, why)
}

function portFault({ port, hostname }: URL, open: readonly Network[]): string | null {
  const number = Number(port)
  const isUsual = port === '' || number === 80 || (number >= 1024 && !otherProtocols.includes(number))
  if (isUsual || (isAddress(hostname) && isOpened(hostname, open))) return null
  return `port ${port} belongs to something else than HTTP; use 443, or one from 1024 on`
}

function isOpened(address: string, open: readonly Network[]): boolean {
  return open.length > 0 && whyClosed(address, open) === null
}

/** What a person must do so that a receiver inside their own network is reached. */
export function refusal(host: string, address: string, why: string): string {
  const bare = address.replace(/^\[(.*)\]$/, '$1')
  const led = host === address ? host : `${host} (${bare})`
  return `${led} is ${why}: nothing is sent there unless the channel allows it, with \`allowNetworks: ["${bare}/${bare.includes(':') ? 128 : 32}"]\``
}
