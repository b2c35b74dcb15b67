/**
 * `npm run test:long` plays every history, every instance of the web service and every point of death; a plain run, which people
 * wait for, a part of each.
 */
export const long = process.env.LONG !== undefined

/** All of a list in a long run, else its first ones. */
export function some<T>(all: readonly T[], count: number): readonly T[] {
  return long ? all : all.slice(0, count)
}
