import { writeSync } from 'node:fs'
import { openStore } from '../../../src/store/open.ts'
import { changeSet, delivery, monday } from '../samples.ts'

/** Publishes without end from number argv[3]; writes each number once the store has acknowledged it. */
const store = openStore(process.argv[2] ?? '')
for (let n = Number(process.argv[3]); ; n++) {
  const set = changeSet(`set-${n}`)
  const deliveries = [...Array(20).keys()].map((k) =>
    delivery(`set-${n}-to-${k}`, { subscription: `s${k}`, message: { kind: 'changes', changeSet: set } }),
  )
  store.publish({ source: 'printers', commit: `commit-${n}`, snapshot: `snapshot ${n}` }, set, deliveries, monday + n)
  writeSync(1, `${n}\n`)
}
