import type { Fault } from '../../core/model.ts'

const again = 'It is tried again at the next check, and the last good snapshot stays.'
const look = 'Open the address in a browser on the machine that runs this program'

/** What an operator can do about a fetch that ended in `code`. */
const steps: readonly (readonly [RegExp, string])[] = [
  [/^timeout$/, `${again} If it stays, look at the network, or raise \`fetch.timeout\`.`],
  [/^too-large$/, `${look}; if it is the page and really that large, raise \`fetch.maxBytes\`.`],
  [/^tls$/, `${look}. If your network opens TLS connections, name its authority's file in NODE_EXTRA_CA_CERTS.`],
  [/^proxy$/, 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and that the proxy lets this host pass.'],
  [
    /^(no-such-host|unreachable|refused)$/,
    `Check the spelling of the address, DNS and the way out of the network. ${again}`,
  ],
  [/redirect|^downgrade$/, `${look} and set \`url\` to the https address where the page really stands.`],
  [
    /^http-40[13]$/,
    `${look}. Use an address that needs no login, or put user and password into \`url\` from the environment.`,
  ],
  [
    /^not-the-page$/,
    `${look}; without a login \`url\` must answer the page as \`format\` says: its raw Markdown, or its HTML. ${again}`,
  ],
  [
    /^(empty|binary|bad-charset|bad-encoding)$/,
    `${look}; if it is not the page, set \`url\` to where it stands. ${again}`,
  ],
  [/^reading-refused$/, `${look}; a page of that shape is no list of endpoints. The last good snapshot stays.`],
  [
    /^reading-too-slow$/,
    `${look}; a list of endpoints is read in less than a second. If the machine was only busy, wait: ${again}`,
  ],
  [/^bad-url$/, 'Correct `url` in the configuration.'],
]

/** A fault with the next step that fits its code. `why` must be free of credentials. */
export function faultOf(source: string, code: string, why: string): Fault {
  return { code, place: source, why, next: steps.find(([pattern]) => pattern.test(code))?.[1] ?? again }
}

/** The page is nowhere. `tried` says what each address answered. */
export function pageGone(source: string, tried: readonly string[]): Fault {
  return {
    code: 'page-gone',
    place: source,
    why: `the page is gone: ${tried.join('; ')}`,
    next:
      'Find where the list stands now and set `url` (or add it to `alsoAt`). ' +
      'If the page was given up, mark the source as `retired`. The last good snapshot stays.',
  }
}

/** The page answers, but not where the configuration says. */
export function moved(source: string, from: string, to: string, why: string): Fault {
  return {
    code: 'moved',
    place: source,
    why: `the page has moved from ${from} to ${to}: ${why}. It is read from there.`,
    next: `Set \`url: ${to}\` for the source ${source}, and keep the old address in \`alsoAt\` if it may come back.`,
  }
}

/** A page without one of its includes would look as if endpoints had been removed. */
export function includeFault(source: string, code: string, why: string): Fault {
  return {
    code,
    place: source,
    why,
    next:
      'The page is not read without it, and the last good snapshot stays. Where the include can never be had and lists no ' +
      'endpoints, name its path in `skipIncludes` of the source.',
  }
}
