import { writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** For `node --import`: when the process ends, the addresses of all modules that it loaded stand in the file that LOADED names. */
const loaded: string[] = []
registerHooks({
  load(url, context, next) {
    loaded.push(url)
    return next(url, context)
  },
})
process.on('exit', () => writeFileSync(process.env.LOADED ?? '', loaded.join('\n')))
