import { registerHooks } from 'node:module'

/** Prints which of the heavy packages come in with the list of channels. */
const heavy = new Set<string>()
registerHooks({
  resolve: (specifier, context, next) => {
    if (/^(nodemailer|undici)\b/.test(specifier)) heavy.add(specifier)
    return next(specifier, context)
  },
})
const { channelKinds } = await import('../../../src/channels/index.ts')
process.stdout.write(JSON.stringify({ kinds: channelKinds.map((kind) => kind.id), heavy: [...heavy] }))
