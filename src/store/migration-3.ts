/**
 * Subscriptions that people make, what is kept for them, and fairness over lanes. `delivery.lane` is filled here as `laneOf` would, but
 * for names beyond ASCII; `part_of` is the delivery that a kept row became, and the address is taken out of it then.
 * Names of stored subscriptions begin with an underscore: what concerns the others is found by indexes that hold no stored one.
 */
export const subscriptionsSql = `
  create table subscription (
    seq integer primary key,
    id text not null unique,
    channel text not null,
    recipient text not null,
    label text,
    origin text not null check (origin in ('person', 'operator')),
    state text not null check (state in ('pending', 'active')),
    wishes_json text not null,
    secrets text not null,
    generation integer not null,
    created_at integer not null,
    changed_at integer not null,
    confirmed_at integer,
    expires_at integer
  ) strict;
  create index subscription_address on subscription (channel, recipient);
  create index subscription_state on subscription (state, seq);

  create table standing (
    name text primary key,
    channel text,
    recipient text,
    doubted_at integer,
    halt_kind text check (halt_kind in ('paused', 'stopped')),
    halt_by text,
    halt_why text,
    halted_at integer,
    since integer
  ) strict;

  create table kept (
    seq integer primary key,
    id text not null unique,
    subscription text not null,
    channel text not null,
    recipient text not null,
    message text not null references message (hash),
    created_at integer not null,
    due_at integer,
    part_of text
  ) strict;
  create index kept_due on kept (due_at, seq) where part_of is null;
  create index kept_subscription on kept (subscription, seq) where part_of is null;
  create index kept_configured on kept (subscription, channel, recipient)
    where part_of is null and substr(subscription, 1, 1) <> '_';

  create table rendering (
    message text not null references message (hash),
    channel text not null,
    content text not null,
    primary key (message, channel)
  ) strict;

  create table allowance (
    key text primary key,
    time integer not null
  ) strict;
  create index allowance_time on allowance (time);

  alter table delivery add column lane text not null default '';
  update delivery set lane = recipient;
  update delivery set lane = lower(substr(lane, instr(lane, '@') + 1)) where lane like '%@%' and lane not like '%://%';
  update delivery set lane = lower(substr(lane, instr(lane, '://') + 3)) where lane like 'http%://%';
  update delivery set lane = substr(lane, 1, instr(lane, '/') - 1) where recipient like 'http%://%' and lane like '%/%';
  update delivery set lane = substr(lane, 1, instr(lane, '?') - 1) where recipient like 'http%://%' and lane like '%?%';
  update delivery set lane = substr(lane, 1, instr(lane, ':') - 1)
    where recipient like 'http%://%' and lane like '%:%' and lane not like '[%';
  update delivery set lane = substr(lane, 1, instr(lane, ']')) where recipient like 'http%://[%';

  drop index delivery_due;
  create index delivery_owed on delivery (created_at) where state = 'due';
  create index delivery_lane on delivery (channel, lane, not_before, seq) where state = 'due';
  create index delivery_configured on delivery (subscription, channel, recipient)
    where state = 'due' and substr(subscription, 1, 1) <> '_';
  `
