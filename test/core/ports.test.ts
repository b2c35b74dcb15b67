import { describe, expect, test } from 'vitest'
import { parsePorts, parseProtocols, portsInRemark } from '../../src/core/ports.ts'

describe('A cell of ports is read however it is written', () => {
  test.each([
    ['443', [443]],
    ['5223 and 443', [5223, 443]],
    ['80 or 443', [80, 443]],
    ['80,443', [80, 443]],
    ['TCP: 80, 443', [80, 443]],
    ['443 (TCP)', [443]],
    ['TCP443 UDP3478-3481', [443, '3478-3481']],
    ['50,000–59,999', ['50000-59999']],
    ['49152- 65535', ['49152-65535']],
    ['HTTP / 80 HTTPs / 443', [80, 443]],
    ['TLS 1.2 on 443', [443]],
    ['Port 443', [443]],
    ['none', []],
    ['70000', []],
  ])('%s', (text, ports) => expect(parsePorts(text).ports).toEqual(ports))
})

test.each([
  ['TLSv1.2\\/HTTPS', ['TLSv1.2', 'HTTPS']],
  ['TLS v1.2', ['TLSv1.2']],
  ['HTTP \\ HTTPS', ['HTTP', 'HTTPS']],
  ['tcp or udp', ['TCP', 'UDP']],
  ['', []],
])('Protocols of %s', (text, protocols) => expect(parseProtocols(text)).toEqual(protocols))

describe('A remark states ports only beside a protocol, the word port, or alone in brackets', () => {
  test.each([
    ['(TCP 443)', [443]],
    ['(443 & 5671 outbound)', [443, 5671]],
    ['on TCP ports 80 & 443, only for 2010', [80, 443]],
    ['- Port: 5671', [5671]],
    [': TCP: 80, 443', [80, 443]],
    ['443 outbound', [443]],
    ['since version 1809 of 2019', []],
    ['row 14 of 20', []],
  ])('%s', (text, ports) => expect(portsInRemark(text).ports).toEqual(ports))
})
