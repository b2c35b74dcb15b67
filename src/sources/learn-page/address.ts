/** The name of a document: the last step of the path, without case, extension and trailing slash. */
function documentName(url: URL): string {
  const steps = url.pathname.toLowerCase().split('/')
  return (steps.findLast((step) => step !== '') ?? '').replace(/\.(md|html?)$/, '')
}

export type Landing = 'here' | 'moved' | 'elsewhere'

/**
 * Where a redirect led: `here` when it only changed host, scheme, case or put a language in front, `moved` when the same document
 * stands on another path, `elsewhere` when it is another document: a login, a home page, whatever took the page's place.
 */
export function landing(asked: string, answered: string): Landing {
  const from = new URL(asked)
  const to = new URL(answered)
  if (to.pathname.toLowerCase().endsWith(from.pathname.toLowerCase().replace(/\/$/, ''))) return 'here'
  return documentName(from) === documentName(to) ? 'moved' : 'elsewhere'
}

/** A URL without credentials gets those of another URL of the same origin back. */
export function withCredentials(url: string, giver: string): string {
  const to = new URL(url)
  const from = new URL(giver)
  if (to.origin !== from.origin) return url
  to.username = from.username
  to.password = from.password
  return to.href
}

/** How many steps of a path lead to the root of the repository: `/<owner>/<repository>/<branch>/` at GitHub's raw host. */
function rootDepth(page: URL, steps: readonly string[]): number {
  if (page.hostname !== 'raw.githubusercontent.com') return 0
  return steps[2] === 'refs' ? 5 : 3
}

/**
 * Where an include may stand. `path` is relative to the page; `~/` and `/` stand for the root of the documentation set, which is
 * the root of the repository or one of the first two folders on the way to the page (DocFX, "File include" and "Links and cross
 * references"). URLs without credentials; empty when the path cannot be resolved.
 */
export function includeUrls(path: string, page: string): readonly string[] {
  const rooted = /^[~/]\/*(.*)$/s.exec(path)?.[1]
  if (rooted === undefined) return bare(URL.parse(path.replace(/^([a-z][a-z\d+.-]*:)\/+/i, '$1//'), page))
  const base = new URL(page)
  const steps = base.pathname.split('/').slice(1, -1)
  const depth = Math.min(rootDepth(base, steps), steps.length)
  const roots = [0, 1, 2].map((more) => depth + more).filter((n) => n <= steps.length)
  return roots.flatMap((n) => bare(URL.parse([...steps.slice(0, n), rooted].join('/'), base.origin)))
}

/** Without query and fragment, which say nothing of where a file stands, and without credentials. */
function bare(url: URL | null): readonly string[] {
  return url === null ? [] : [`${url.protocol}//${url.host}${url.pathname}`]
}
