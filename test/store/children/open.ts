import { openStore } from '../../../src/store/open.ts'

const store = openStore(process.argv[2] ?? '')
process.stdout.write(`${store.clientId()}\n`)
store.close()
