import { parse } from 'tldts'

/** Suffixes outside the public list that pages really use for hosts that must be reached. */
const privateSuffixes = new Set(['local', 'internal', 'lan'])

const filesOnly = new Set(
  'exe dll msi msix msp appx ps1 psm1 psd1 json xml txt cfg config conf log cab inf sys cat png jpg jpeg gif svg ico docx xlsx pptx pdf aspx asmx svc html htm js css yml yaml ini reg csv dat bin iso vhd vhdx pac pem cer crt pfx tar gz deb rpm dmg pkg pol etl cmd bat vbs mof db sql tmp bak plist'.split(
    ' ',
  ),
)

/** Suffixes that are also file endings: `name.ext` alone is taken for a file, `a.name.ext` for a host. */
const fileEndings = new Set(['md', 'sh', 'py', 'zip', 'pl', 'rs', 'cc', 'so', 'ps', 'mov', 'app'])

/** Suffixes whose capitalised spelling is still a host (`CloudApp.Net`) and not a name space (`Microsoft.Photos`). */
const commonSuffixes = new Set(
  'com net org io us cn de gov mil edu int ms info biz eu uk fr jp ru in it es cloud'.split(' '),
)

const knownSuffixes = new Map<string, boolean>()

function isPublicSuffix(label: string): boolean {
  const known = knownSuffixes.get(label)
  if (known !== undefined) return known
  const found = parse(`a.${label}`, { extractHostname: false, validateHostname: false }).isIcann === true
  if (knownSuffixes.size < 10_000) knownSuffixes.set(label, found)
  return found
}

/**
 * Says whether a host can be meant as one, by the public suffix list.
 *
 * @param host as written, without scheme, port and path, placeholders included
 * @returns `yes`; `no` for what is plainly another thing (file, version, name space); `odd` for a host of unknown suffix
 */
export function judgeHost(host: string): 'yes' | 'no' | 'odd' {
  const written = host.replace(/\.$/, '').replace(/\*$/, (star, at: number) => (host[at - 1] === '.' ? star : ''))
  const labels = written.replace(/^\./, '').split('.')
  const last = labels.at(-1) ?? ''
  if (labels.length < 2 || labels.some((label) => label === '')) {
    return 'no'
  }
  if (/^\d+$/.test(last))
    return labels.length > 2 && labels.slice(0, -1).every((label) => /[a-z]{3}/.test(label)) ? 'odd' : 'no'
  if (!/^[a-z0-9-]+$/i.test(last)) return judgeOpenEnded(labels)
  const suffix = last.toLowerCase()
  if (filesOnly.has(suffix)) return 'no'
  const two = labels.length === 2 && !/[*#<{[]/.test(written) && !host.startsWith('.')
  if (two && fileEndings.has(suffix)) return 'no'
  if (/[A-Z]/.test(last) && (!commonSuffixes.has(suffix) || (two && suffix === 'net'))) return 'no'
  if (isPublicSuffix(suffix) || privateSuffixes.has(suffix)) return 'yes'
  return /[A-Z]/.test(host) || labels.length < 3 ? 'no' : 'odd'
}

/** `cy2.*.contoso.com.*.`: the last label is open, so the rest must hold a whole host of its own. */
function judgeOpenEnded(labels: readonly string[]): 'yes' | 'no' {
  const rest = labels.slice(0, -1)
  const last = rest.at(-1) ?? ''
  return rest.length >= 2 && /^[a-z0-9-]+$/.test(last) && isPublicSuffix(last) ? 'yes' : 'no'
}

const exampleNames =
  /(^|[.-])(contoso|fabrikam|northwindtraders|adventure-works|adatum|tailspintoys|wingtiptoys|woodgrove(bank)?|litware(inc)?|proseware|alpineskihouse|graphicdesigninstitute|example|yourdomain|yourcompany|mydomain|mycompany|yourorg)[a-z0-9-]*\./i

/** Customer names that Microsoft's style guide and RFC 2606 set aside for examples. */
export function isExampleHost(host: string): boolean {
  return exampleNames.test(`${host}.`) || /(^|\.)(example|invalid|test)$/i.test(host)
}
