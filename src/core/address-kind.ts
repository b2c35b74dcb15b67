/** What kind of rule an address needs: a name for a proxy, a range or an address of either version of IP for a firewall. */
export type AddressKind = (typeof addressKinds)[number]
export const addressKinds = ['name', 'ipv4', 'ipv6'] as const

/** Addresses in the spelling of snapshots. Names hold no colon (a port is none of theirs) and no bare dotted quad. */
export function addressKindOf(address: string): AddressKind {
  if (/^\d+(\.\d+){3}(\/\d+)?$/.test(address)) return 'ipv4'
  return /^[0-9a-f:.]*:[0-9a-f:.]*(\/\d+)?$/.test(address) ? 'ipv6' : 'name'
}
