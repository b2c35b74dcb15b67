import { redactor } from '../core/redact.ts'

const secrets = redactor([])
/** Of what is longer the rest is left out. */
const longest = 2_000

const urls = /\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s"'<>]*[^\s"'<>.,;:!?)\]}]/gi
const mails = /[^\s<>()"',;:=@[\]]*@[^\s<>()"',;:=@[\]]+/g
/** Names of hosts: the address of a webhook may be little more. */
const hosts = /(?<![\p{L}\d.-])(?:[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?\.){1,9}\p{L}[\p{L}\d-]*\p{L}(?![\p{L}\d-])/gu

/**
 * Takes every mail address, URL and name of a host out of what a receiver said: receivers like to repeat whom they refuse, and what
 * operators are told stays when that one has left.
 */
export function withoutAddresses(text: string): string {
  return secrets(text.slice(0, longest).replace(urls, '…').replace(mails, '…')).replace(hosts, '…')
}
