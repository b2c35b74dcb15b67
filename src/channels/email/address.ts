import { domainToASCII } from 'node:url'

/** What real people have, and nothing that could end an address or a header: no spaces, brackets, commas, quotes, no signs that cannot be seen; dots only between others (RFC 5321, 4.1.2). */
const localShape = /^(?!\.)(?!.*\.\.)(?!.*\.$)[^\p{C}\p{Z}\s<>()[\]\\,;:"@]+$/u
const domainShape = /^[^\p{C}\p{Z}\s!-,/:-@[-^`{-~]+$/u
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/

/**
 * Whether a text is one e-mail address as it goes over the wire: dots and signs in the local part, letters of any script (RFC 6531),
 * the lengths of RFC 5321, 4.5.3.1. Quoted local parts and addresses in brackets are not taken.
 */
export function isAddress(text: string): boolean {
  return text === text.trim() && normalAddress(text) !== null
}

/**
 * An address in one spelling, so that the same address typed in two ways is one: without spaces around it, letters composed (RFC 6532,
 * 3.1), the domain in small letters and its ASCII form (RFC 5890). The case of the local part is left alone: it is the receiver's
 * (RFC 5321, 2.4). `null` when it is no address.
 */
export function normalAddress(text: string): string | null {
  const [, local = '', typed = ''] = /^([^@]*)@([^@]*)$/su.exec(text.trim().normalize('NFC')) ?? []
  if (!localShape.test(local) || Buffer.byteLength(local) > 64 || !domainShape.test(typed)) return null
  const domain = /[^\0-\x7f]/.test(typed) ? domainToASCII(typed) : typed.toLowerCase()
  if (domain.length > 253 || !domain.split('.').every((part) => label.test(part))) return null
  return local.length + 1 + domain.length > 254 ? null : `${local}@${domain}`
}

/** Whether an address can only go where the server offers SMTPUTF8: a domain has an ASCII form, a local part has none. */
export function needsUtf8(address: string): boolean {
  return /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')))
}
