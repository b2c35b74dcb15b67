import { createHash } from 'node:crypto'
import type { Message } from '../core/model.ts'
import type { Database } from './database.ts'
import type { DeliveryStore } from './delivery.ts'
import { parseMessage, text } from './row.ts'

type MessageMethods = Pick<DeliveryStore, 'message' | 'rendering' | 'keepRendering'>

/** Characters of JSON whose messages are kept parsed: those of one change set are asked for thousands of times. */
const remembered = 8_000_000

/**
 * Stores messages, and gives their hashes. One that many subscribers get is serialised, hashed and stored once; it is known by its
 * content, so that each of them may have a wrapper of his own. For one transaction: after a rollback nothing of it is true.
 */
export function messageWriter(db: Database): (message: Message) => string {
  const hashes = new WeakMap<object, string>()
  return (message) => {
    const content = message.kind === 'changes' ? message.changeSet : message
    const known = hashes.get(content)
    if (known !== undefined) return known
    // The kind first, whoever made it: it is looked for at the beginning of the text.
    const { kind, ...rest } = message
    const json = JSON.stringify({ kind, ...rest })
    const hash = createHash('sha256').update(json).digest('hex')
    db.run('insert into message (hash, message_json) values (?, ?) on conflict (hash) do nothing', hash, json)
    hashes.set(content, hash)
    return hash
  }
}

/** What is told, and what the channels made of it. */
export function messageMethods(db: Database): MessageMethods {
  const rendering: MessageMethods['rendering'] = (hash, channel) => {
    const row = db.get('select content from rendering where message = ? and channel = ?', hash, channel)
    return row ? text(row, 'content') : null
  }
  return {
    message: messageReader(db),
    rendering,
    keepRendering: (hash, channel, content) => {
      const sql = 'insert into rendering (message, channel, content) values (?, ?, ?) on conflict do nothing'
      return db.run(sql, hash, channel, content) > 0 ? content : (rendering(hash, channel) ?? content)
    },
  }
}

/** The one that was asked for longest ago is forgotten first. */
function messageReader(db: Database): (hash: string) => Message {
  const kept = new Map<string, { readonly message: Message; readonly size: number }>()
  let held = 0

  function read(hash: string): { readonly message: Message; readonly size: number } {
    const row = db.get('select message_json from message where hash = ?', hash)
    if (!row) throw new Error(`the store holds no message ${hash}`)
    const json = text(row, 'message_json')
    held += json.length
    return { message: parseMessage(json), size: json.length }
  }

  return (hash) => {
    const found = kept.get(hash) ?? read(hash)
    kept.delete(hash)
    for (const [oldest, { size }] of kept) {
      if (held <= remembered) break
      kept.delete(oldest)
      held -= size
    }
    kept.set(hash, found)
    return found.message
  }
}
