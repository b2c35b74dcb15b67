/**
 * Which halts operators were told of, by name and not by time: a clock may be put back. Found by an index, as is what changed among
 * the subscriptions.
 */
export const haltsSql = `
  alter table standing add column told_at integer;
  update standing set told_at = halted_at
    where halted_at <= (select cast(value as integer) from setting where key = 'halts-told');
  delete from setting where key = 'halts-told';
  create index standing_halt on standing (halt_by, told_at, halted_at) where halt_kind is not null;
  create index subscription_changed on subscription (changed_at);
  `
