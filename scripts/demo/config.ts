import { stringify } from 'yaml'

/** A source as the configuration has it. */
export type SourceText = {
  readonly id: string
  readonly kind: string
  readonly title: string
} & Readonly<Record<string, string | boolean>>

export type Around = {
  readonly sources: readonly SourceText[]
  readonly smtpPort: number
  readonly hookUrl: string
  readonly secret: string
}

export const networkTeam = 'network-team@example.org'
export const operators = 'operators@example.org'

/** Whom the demo tells: everything to a team and to a program, trouble to operators, one source to a team of its own. */
export function configText({ sources, smtpPort, hookUrl, secret }: Around): string {
  return [
    '# The demo wrote this file. Its servers have ended, the commands that only look still work.\n',
    stringify({
      data: './data',
      snapshots: { path: './snapshots' },
      fetch: { retries: 0, timeout: '10s' },
      sources,
    }),
    '# A real mail server would be named here with `security: starttls`, user and password.\n',
    stringify({
      channels: {
        mail: {
          kind: 'email',
          from: 'Endpoint drift <drift@example.org>',
          host: '127.0.0.1',
          port: smtpPort,
          security: 'none',
        },
        // Only because the receiver of the demo is on this machine.
        hook: { kind: 'webhook', secret, allowHttp: true, allowNetworks: ['127.0.0.0/8'] },
      },
      subscriptions: [
        { name: 'network-team', channel: 'mail', to: networkTeam },
        { name: 'automation', channel: 'hook', to: hookUrl },
        ...sources.filter(({ id }) => id === 'desktop').map(desktopTeam),
      ],
      operator: { channel: 'mail', to: operators },
    }),
  ].join('')
}

export const desktopTeamAddress = 'desktop-team@example.org'

function desktopTeam({ id }: SourceText): object {
  return { name: 'desktop-team', channel: 'mail', to: desktopTeamAddress, filter: { sources: [id] } }
}
