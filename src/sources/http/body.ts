import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { coded } from './trouble.ts'

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>

const fromGzip: Decoder = promisify(gunzip)
const fromBrotli: Decoder = promisify(brotliDecompress)
const fromZlib: Decoder = promisify(inflate)
const fromRaw: Decoder = promisify(inflateRaw)

/** RFC 9110, section 8.4.1.2: `deflate` is the zlib format, but some servers send the bare stream. */
function fromDeflate(bytes: Uint8Array, options: { maxOutputLength: number }): Promise<Uint8Array> {
  return ((bytes[0] ?? 0) & 0x0f) === 8 ? fromZlib(bytes, options) : fromRaw(bytes, options)
}

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: fromGzip,
  'x-gzip': fromGzip,
  deflate: fromDeflate,
  br: fromBrotli,
}

/** What we say we understand. */
export const acceptEncoding = 'gzip, deflate, br'

async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    // Leaving the loop destroys the stream and its connection.
    if (size > maxBytes) throw coded('DRIFT_TOO_LARGE')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

/**
 * The whole body, decompressed. Throws where it is larger than `maxBytes` before or after decompression, where the compressed
 * stream ends before its end, and where it is compressed in an unknown way; `troubleOf` names each. `fetch()` is no choice here:
 * it takes half a gzip stream in a complete chunked body for the whole.
 */
export async function readBody(
  stream: AsyncIterable<Uint8Array>,
  contentEncoding: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const encodings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  let bytes = await collect(stream, maxBytes)
  for (const encoding of encodings.reverse()) {
    const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined
    if (decode === undefined || encodings.length > 3) throw coded('DRIFT_ENCODING')
    bytes = await decode(bytes, { maxOutputLength: maxBytes })
  }
  return bytes
}
