// The parts of undici that a GET needs, as its own index.js puts them together. The whole package takes 40 ms longer to load,
// which every start would pay. The version is pinned, and each HTTP test fails where these files are gone.
declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import type { EnvHttpProxyAgent } from 'undici'

  const agent: typeof EnvHttpProxyAgent
  export = agent
}
declare module 'undici/lib/dispatcher/dispatcher.js' {
  import type { Dispatcher } from 'undici'

  const dispatcher: typeof Dispatcher
  export = dispatcher
}
declare module 'undici/lib/api/index.js' {
  const api: Readonly<Record<string, unknown>>
  export = api
}
