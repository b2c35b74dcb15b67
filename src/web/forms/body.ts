/** What a form sent: every value of every field, in its order. */
export type Form = ReadonlyMap<string, readonly string[]>

/** What a form says in a field that it has once. */
export function one(form: Form, field: string): string {
  return form.get(field)?.[0]?.trim() ?? ''
}

export type FormRead =
  | { readonly kind: 'form'; readonly form: Form }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly why: string }

/** Far more than any form of ours takes. */
const largest = 65_536
const mostFields = 2_000

const refused = (status: 400 | 413 | 415, why: string): FormRead => ({ kind: 'refused', status, why })

/** The body of a POST as a form (`application/x-www-form-urlencoded`). Nothing of a body is read past 64 KiB. */
export async function readForm(request: Request): Promise<FormRead> {
  const type = request.headers.get('content-type') ?? ''
  const media = type.split(';')[0]?.trim().toLowerCase() ?? ''
  if (media !== 'application/x-www-form-urlencoded') return refused(415, 'Only forms are taken here.')
  const body = await bytesOf(request)
  if (body === null) return refused(413, 'The form is too large.')
  const fields = urlencodedFields(body)
  if (fields === null) return refused(400, 'The form could not be read.')
  if (fields.length > mostFields) return refused(413, 'The form has too many fields.')
  const form = new Map<string, string[]>()
  for (const [name, value] of fields) {
    const values = form.get(name)
    if (values === undefined) form.set(name, [value])
    else values.push(value)
  }
  return { kind: 'form', form }
}

/** `null` when it is too large: the rest is not waited for. */
async function bytesOf({ headers, body }: Request): Promise<Uint8Array | null> {
  if (Number(headers.get('content-length') ?? 0) > largest) return null
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.byteLength
    if (size > largest) return null
    parts.push(part)
  }
  return Buffer.concat(parts)
}

type Fields = readonly (readonly [name: string, value: string])[]

/** WHATWG URL, 5.1; `null` for what is no UTF-8, raw or percent-encoded: decoders put U+FFFD in its place. */
function urlencodedFields(body: Uint8Array): Fields | null {
  const fields = [...new URLSearchParams(new TextDecoder().decode(body))]
  return fields.some((field) => field.some((part) => part.includes('\ufffd'))) ? null : fields
}
