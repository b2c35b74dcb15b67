import { gunzipSync, gzipSync } from 'node:zlib'
import type { Body, Part } from '../sources/kind.ts'

type Head = readonly (Omit<Part, 'bytes'> & { readonly size: number })[]

/** Text to gzip bytes. */
export function packText(text: string): Uint8Array {
  return gzipSync(text)
}

/** Gzip bytes to text. Throws when they are damaged: gzip carries a check sum. */
export function unpackText(packed: Uint8Array): string {
  return gunzipSync(packed).toString('utf8')
}

/** A body as one gzip stream: the length of the head (4 bytes, big endian), the head as JSON, then the bytes of every part. */
export function packBody(body: Body): Uint8Array {
  const head: Head = body.parts.map(({ bytes, ...rest }) => ({ ...rest, size: bytes.length }))
  const text = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  return gzipSync(Buffer.concat([length, text, ...body.parts.map((part) => part.bytes)]))
}

function parseHead(text: string): Head {
  return JSON.parse(text) as Head
}

/** The body that `packBody` was given, byte for byte. */
export function unpackBody(packed: Uint8Array): Body {
  const all = gunzipSync(packed)
  let end = 4 + all.readUInt32BE(0)
  const parts = parseHead(all.toString('utf8', 4, end)).map(({ size, ...rest }): Part => {
    const start = end
    end += size
    // A copy: a view would keep the whole buffer alive as long as one part is in use.
    return { ...rest, bytes: new Uint8Array(all.subarray(start, end)) }
  })
  const [page, ...others] = parts
  if (!page || end !== all.length) throw new Error('a stored body is damaged: its sizes do not add up')
  return { parts: [page, ...others] }
}
