import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/**
 * For `node --import`: the address of every module that is loaded, also in a thread, is added to the file that LOADED names. At
 * once, because a thread that is ended does nothing at its end.
 */
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.LOADED ?? '', `${url}\n`)
    return next(url, context)
  },
})
