import { writeSync } from 'node:fs'
import { openStore } from '../../../src/store/open.ts'
import { monday, owedTo, subscription } from '../samples.ts'

/** What somebody at a terminal does while the service runs: argv[3] subscriptions, each owed one delivery, every third leaves. */
const store = openStore(process.argv[2] ?? '')
for (let n = 0; n < Number(process.argv[3]); n++) {
  const id = `_${process.argv[4]}${n}`
  store.subscribe([subscription(id)], [], monday)
  store.owe([owedTo(id, `owed-${id}`)], monday)
  if (n % 3 === 0) store.leave(id, 'left', monday)
  if (n === 0) writeSync(1, 'begun\n')
}
store.close()
