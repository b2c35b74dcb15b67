import { subscriptionsSql } from './migration-3.ts'
import { haltsSql } from './migration-4.ts'

/**
 * Numbered by place, from 1. A migration that has been released is never edited: add another.
 * Times are milliseconds since the epoch; `json` columns hold JSON text; packed columns are gzip.
 * The messages stand apart from the deliveries, because thousands of subscribers get the same one.
 */
export const migrations: readonly string[] = [
  `
  create table setting (
    key text primary key,
    value text not null
  ) strict;

  create table source (
    id text primary key,
    state text,
    digest text,
    reader integer,
    complaints integer,
    checked_at integer,
    verified_at integer,
    changed_at integer,
    failures integer not null default 0,
    not_before integer
  ) strict;

  create table body (
    source text primary key,
    packed blob not null
  ) strict;

  create table held (
    source text primary key,
    since integer not null,
    digest text not null,
    state text not null,
    reasons_json text not null,
    packed blob not null,
    accepted integer not null
  ) strict;

  create table mark (
    source text primary key,
    revision text not null,
    packed blob not null
  ) strict;

  create table change_set (
    seq integer primary key,
    id text not null unique,
    source text not null,
    seen_at integer not null,
    published_at integer not null,
    change_set_json text not null
  ) strict;
  create index change_set_source on change_set (source, seq);

  create table trouble (
    place text primary key,
    id text not null,
    since integer not null,
    told_at integer not null,
    fault_json text not null
  ) strict;

  create table message (
    hash text primary key,
    message_json text not null
  ) strict;

  create table delivery (
    seq integer primary key,
    id text not null unique,
    subscription text not null,
    channel text not null,
    recipient text not null,
    message text not null references message (hash),
    state text not null check (state in ('due', 'delivered', 'refused', 'gone', 'dead')),
    created_at integer not null,
    attempts integer not null default 0,
    not_before integer not null,
    last text
  ) strict;
  create index delivery_due on delivery (not_before, seq) where state = 'due';
  create index delivery_due_channel on delivery (channel, not_before, seq) where state = 'due';
  create index delivery_subscription on delivery (subscription, seq);

  create table attempt (
    seq integer primary key,
    delivery text not null references delivery (id),
    at integer not null,
    outcome text not null,
    answer text not null
  ) strict;
  create index attempt_delivery on attempt (delivery, seq);
  `,
  // Counted when they are recorded, and failures found by an index: metrics are asked for every few seconds.
  `
  create table attempt_count (
    channel text not null,
    outcome text not null,
    count integer not null,
    primary key (channel, outcome)
  ) strict;
  insert into attempt_count (channel, outcome, count)
  select d.channel, a.outcome, count(*) from attempt a join delivery d on d.id = a.delivery group by d.channel, a.outcome;
  create index delivery_failed on delivery (state) where state in ('refused', 'gone', 'dead');
  `,
  subscriptionsSql,
  haltsSql,
]
