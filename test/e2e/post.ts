import PostalMime, { type Email } from 'postal-mime'
import { expect } from 'vitest'
import { type Exim, type EximOptions, newExim } from './exim.ts'
import { type Front, newFront } from './running.ts'
import { newWorld, page, type World } from './world.ts'

/** What a test started, and the last first is ended. */
export type Started = { readonly close: () => Promise<unknown> }

const hosts = ['a.skyhost.net', 'b.skyhost.net', 'c.skyhost.net']
/** A title in several scripts. */
export const title =
  'B\u00fcro \u2013 \u201eErlaubte Ziele\u201c \u65e5\u672c\u8a9e, f\u00fcr alle Arbeitspl\u00e4tze und G\u00e4ste \ud83d\ude80'

/** An installation whose mail goes through an Exim of its own, with the first reading of its one page behind it. */
export type Post = {
  readonly world: World
  readonly exim: Exim
  readonly front: Front
  /** Writes the configuration anew; `mail` changes keys of the mail channel. */
  readonly configure: (mail?: object) => void
  /** The page lists these besides the three of the beginning; then one check. Returns what it said. */
  readonly publish: (...more: readonly string[]) => Promise<string>
  readonly subscribe: (to: string) => Promise<string>
  readonly json: (...args: readonly string[]) => Promise<readonly Row[]>
  /** Deliveries but those to operators. */
  readonly owed: () => Promise<readonly Row[]>
  readonly delivered: (to: string) => Promise<readonly Email[]>
}
type Row = Readonly<Record<string, unknown>>

export async function newPost(opened: Started[], options: EximOptions = {}): Promise<Post> {
  const [world, exim, front] = await Promise.all([newWorld(), newExim(options), newFront()])
  opened.push(world, exim, front)
  const { port, user, password, ca } = exim
  const source = { id: 'desktop', kind: 'learn-page', title, page: 'https://learn.example.com/desktop' }
  const post: Post = {
    ...{ world, exim, front },
    configure: (mail = {}) =>
      world.configure({
        sources: [{ ...source, url: `${world.base}/desktop.md` }],
        channels: {
          mail: {
            ...{ kind: 'email', from: 'D\u00e4monische \u00c4nderungen <drift@example.org>', host: '127.0.0.1', port },
            ...{ security: 'starttls', user, password, ca, ...mail },
          },
        },
        operator: [{ channel: 'mail', to: 'ops@example.org' }],
        web: { listen: '127.0.0.1:0', publicUrl: front.origin },
      }),
    publish: async (...more) => {
      world.pages.set('/desktop.md', page([...hosts, ...more]))
      const { code, stdout, stderr } = await world.cli(['check'])
      // Whatever becomes of the mail, the change itself was seen (2), or there was none (0).
      expect([code, stdout + stderr]).toEqual([expect.toBeOneOf([0, 2]), expect.anything()])
      return stdout + stderr
    },
    subscribe: async (to) => {
      const { code, stdout, stderr } = await world.cli(['subscriptions', 'add', '--channel', 'mail', '--to', to])
      expect(stderr).toBe('')
      expect(code).toBe(0)
      return /^_\w+/.exec(stdout)?.[0] ?? ''
    },
    json: async (...args) => {
      const { stdout } = await world.cli([...args, '--json'])
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    },
    owed: async () => (await post.json('deliveries')).filter(({ subscription }) => subscription !== 'operator'),
    delivered: async (to) => {
      const mails = (await exim.mails()).filter((mail) => mail.to === to)
      return Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)))
    },
  }
  post.configure()
  await post.publish()
  return post
}
