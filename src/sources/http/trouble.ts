/** Why there is no usable answer. `passing`: another try may go better. */
export type Trouble = { readonly code: string; readonly why: string; readonly passing: boolean }

/** Codes of Node, OpenSSL, zlib and undici in the words of an operator. What libraries say themselves may hold credentials. */
const table: readonly (readonly [pattern: RegExp, code: string, why: string, passing: boolean])[] = [
  [/^DRIFT_TOO_LARGE$|^ERR_BUFFER_TOO_LARGE$/, 'too-large', 'the body is larger than the limit allows', false],
  [/^DRIFT_ENCODING$/, 'bad-encoding', 'the body is compressed in a way that was not asked for', false],
  [/^DRIFT_PROXY$/, 'proxy', 'HTTPS_PROXY or HTTP_PROXY holds no address of a proxy', false],
  [/^TimeoutError$|^UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT$|^ETIMEDOUT$/, 'timeout', 'the answer took too long', true],
  [/^AbortError$|^UND_ERR_(DESTROYED|CLOSED)$/, 'closed', 'the program is stopping', false],
  [/^Z_BUF_ERROR$/, 'cut-short', 'the compressed body ends before its end', true],
  [/^Z_|^ERR__?ERROR_FORMAT|^ERR_BROTLI|^ERR_PADDING/, 'bad-encoding', 'the compressed body is damaged', true],
  [
    /^UND_ERR_(SOCKET|RES_CONTENT_LENGTH_MISMATCH)$|^ECONNRESET$|^EPIPE$/,
    'cut-short',
    'the connection broke off',
    true,
  ],
  [/^ECONNREFUSED$/, 'refused', 'nothing listens there: the connection was refused', true],
  [/^ENOTFOUND$/, 'no-such-host', 'the name of the host is not known', true],
  [/^EAI_/, 'no-such-host', 'the name of the host could not be looked up', true],
  [/^E(HOST|NET)(UNREACH|DOWN)$|^EADDRNOTAVAIL$/, 'unreachable', 'there is no route to the host', true],
  [/^UND_ERR_PRX/, 'proxy', 'the proxy broke off or could not prove who it is', true],
  [/CERT|SIGNATURE|ISSUER|CRL|^HOSTNAME_MISMATCH$/, 'tls', 'the host could not prove who it is', false],
  [/^(ERR_SSL|ERR_TLS|EPROTO)/, 'tls', 'no secure connection could be made', false],
  [/^ERR_INVALID_URL$|^URIError$/, 'bad-url', 'the address is no proper URL', false],
  [/^UND_ERR_HEADERS_OVERFLOW$|^HPE_|^HTTPParserError$/, 'bad-answer', 'the answer is not proper HTTP', true],
]

function text(error: unknown, key: 'code' | 'name' | 'message'): string {
  const value: unknown = typeof error === 'object' && error !== null && key in error ? Reflect.get(error, key) : ''
  return typeof value === 'string' ? value : ''
}

/** What a thrown error of the network, of TLS, of decompression or of the proxy means. Holds nothing of the error's own text but codes. */
export function troubleOf(error: unknown): Trouble {
  const message = text(error, 'message')
  if (/proxy response|proxy authentication/i.test(message)) {
    const status = /\((\d{3})\)/.exec(message)?.[1] ?? '407'
    return { code: 'proxy', why: `the proxy refused to pass the request on (${status})`, passing: false }
  }
  // A DOMException has a number for a code; its name says what it is.
  const key = text(error, 'code') || text(error, 'name')
  for (const [pattern, code, why, passing] of table) {
    if (pattern.test(key)) return { code, why: key === 'TimeoutError' ? why : `${why} (${key})`, passing }
  }
  return {
    code: 'no-answer',
    why: `the request failed (${key.replace(/\W/g, '').slice(0, 40) || 'no reason'})`,
    passing: true,
  }
}

/** An error that `troubleOf` knows by its code. */
export function coded(code: 'DRIFT_TOO_LARGE' | 'DRIFT_ENCODING' | 'DRIFT_PROXY'): Error {
  return Object.assign(new Error(code), { code })
}
