/** What is wrong with the address of a webhook, for people; `null` when nothing is. Never repeats the address: it may hold a token. */
export function addressFault(to: string, allowHttp: boolean): string | null {
  const url = URL.parse(to)
  if (url === null) return 'this is not a URL; write it like https://hooks.example.org/endpoints'
  if (url.username !== '' || url.password !== '')
    return 'the URL holds a user name or password; receivers know us by the signature, so leave it out'
  if (url.protocol === 'https:') return null
  if (url.protocol !== 'http:') return 'the URL must begin with https://'
  return allowHttp ? null : 'the URL must begin with https://, or the channel must say `allowHttp: true`'
}
