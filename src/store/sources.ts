import type { Database } from './database.ts'
import { packBody, unpackBody } from './pack.ts'
import { bytes, integer, parseReasons, parseSource, text } from './row.ts'
import { unsettled } from './source.ts'
import type { Held, Store } from './store.ts'

type SourceMethods = Pick<
  Store,
  | 'sources'
  | 'verified'
  | 'failed'
  | 'dealtWith'
  | 'unsettle'
  | 'lastBody'
  | 'hold'
  | 'held'
  | 'holding'
  | 'accept'
  | 'release'
>

const verifiedSql = `
  insert into source (id, state, digest, checked_at, verified_at) values (?, ?, ?, ?, ?)
  on conflict (id) do update set
    state = coalesce(excluded.state, source.state),
    digest = coalesce(excluded.digest, source.digest),
    checked_at = excluded.checked_at,
    verified_at = excluded.verified_at,
    failures = 0,
    not_before = null`

const failedSql = `
  insert into source (id, checked_at, failures, not_before) values (?, ?, 1, ?)
  on conflict (id) do update set
    checked_at = excluded.checked_at,
    failures = source.failures + 1,
    not_before = excluded.not_before`

const dealtWithSql = `
  insert into source (id, state, digest, reader, complaints, checked_at, verified_at, changed_at)
  values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (id) do update set
    state = excluded.state,
    digest = excluded.digest,
    reader = excluded.reader,
    complaints = excluded.complaints,
    checked_at = excluded.checked_at,
    verified_at = excluded.verified_at,
    changed_at = coalesce(excluded.changed_at, source.changed_at),
    failures = 0,
    not_before = null`

/** An operator accepted what he saw: another body at the same source must be accepted anew. */
const holdSql = `
  insert into held (source, since, digest, state, reasons_json, packed, accepted) values (?, ?, ?, ?, ?, ?, 0)
  on conflict (source) do update set
    since = excluded.since,
    accepted = case when held.digest = excluded.digest then held.accepted else 0 end,
    digest = excluded.digest,
    state = excluded.state,
    reasons_json = excluded.reasons_json,
    packed = excluded.packed`

/** What is known of the sources, and the readings that are held back. */
export function sourceMethods(db: Database): SourceMethods {
  return {
    sources: () => new Map(db.all('select * from source').map((row) => [text(row, 'id'), parseSource(row)])),
    verified: (rows, at) => {
      if (rows.length === 0) return
      db.transaction(() => {
        for (const { id, state, digest } of rows) db.run(verifiedSql, id, state ?? null, digest ?? null, at, at)
      })
    },
    failed: (id, at, notBefore) => {
      db.run(failedSql, id, at, notBefore)
    },
    dealtWith: (id, body, { state, digest, reader, at, changed, complaints }) => {
      const packed = packBody(body)
      db.transaction(() => {
        db.run(dealtWithSql, id, state, digest, reader, complaints, at, at, changed ? at : null)
        db.run(
          'insert into body (source, packed) values (?, ?) on conflict (source) do update set packed = excluded.packed',
          id,
          packed,
        )
      })
    },
    unsettle: (id) => {
      db.run('update source set digest = ? where id = ?', unsettled, id)
    },
    lastBody: (id) => {
      const row = db.get('select packed from body where source = ?', id)
      return row ? unpackBody(bytes(row, 'packed')) : null
    },
    ...heldMethods(db),
  }
}

function heldMethods(db: Database): Pick<Store, 'hold' | 'held' | 'holding' | 'accept' | 'release'> {
  return {
    hold: ({ source, since, digest, state, reasons, body }) => {
      db.run(holdSql, source, since, digest, state, JSON.stringify(reasons), packBody(body))
    },
    held: () =>
      db.all('select * from held order by source').map(
        (row): Held => ({
          source: text(row, 'source'),
          since: integer(row, 'since'),
          digest: text(row, 'digest'),
          state: text(row, 'state'),
          reasons: parseReasons(text(row, 'reasons_json')),
          body: unpackBody(bytes(row, 'packed')),
          accepted: integer(row, 'accepted') === 1,
        }),
      ),
    holding: () =>
      db.all('select source, since, digest, reasons_json, accepted from held order by source').map((row) => ({
        source: text(row, 'source'),
        since: integer(row, 'since'),
        digest: text(row, 'digest'),
        reasons: parseReasons(text(row, 'reasons_json')),
        accepted: integer(row, 'accepted') === 1,
      })),
    accept: (source) => db.run('update held set accepted = 1 where source = ?', source) > 0,
    release: (source) => {
      db.run('delete from held where source = ?', source)
    },
  }
}
