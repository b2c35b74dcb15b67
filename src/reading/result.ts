import type { Complaint, Entry, Occurrence } from '../core/model.ts'
import type { Origin, PreparedLine } from './lines.ts'
import type { Sighting } from './sink.ts'

/** Entries sorted by address, each sighting traced to the file and line it came from. */
export function entriesOf(sightings: readonly Sighting[], lines: readonly PreparedLine[]): readonly Entry[] {
  const entries = new Map<string, { type: Entry['type']; occurrences: Occurrence[] }>()
  for (const { address, type, occurrence } of sightings) {
    const origin = originOf(lines, occurrence.line ?? 1, address)
    const traced: Occurrence = {
      ...occurrence,
      line: origin.line,
      ...(origin.file === null ? {} : { file: origin.file }),
    }
    const entry = entries.get(address)
    if (entry) entry.occurrences.push(traced)
    else entries.set(address, { type, occurrences: [traced] })
  }
  return [...entries]
    .map(([address, { type, occurrences }]) => ({ address, type, occurrences }))
    .sort((a, b) => (a.address < b.address ? -1 : 1))
}

/** What is left of a text whatever markup and invisible characters stand in it. */
function bones(text: string): string {
  return text.toLowerCase().replace(/&[a-z]{2,8};|[^\p{L}\p{N}.-]/gu, '')
}

/** The line of a file that a prepared line came from; an inline include may have put the address there. */
function originOf(lines: readonly PreparedLine[], line: number, text: string): Origin {
  const origin = lines[line - 1]?.origin ?? { line, file: null, source: '' }
  if (!origin.inlined) return origin
  const plainly = (one: Origin): boolean => bones(one.source).includes(bones(text))
  return plainly(origin) ? origin : (origin.inlined.find(plainly) ?? origin)
}

export function tracedComplaint(complaint: Complaint, lines: readonly PreparedLine[]): Complaint {
  const origin = originOf(lines, complaint.line, complaint.text)
  return { ...complaint, line: origin.line, ...(origin.file === null ? {} : { file: origin.file }) }
}

/** Complaints in the order of their lines, each once. */
export function distinct(complaints: readonly Complaint[]): readonly Complaint[] {
  const seen = new Map(complaints.map((one) => [`${one.file ?? ''}\n${one.line}\n${one.text}\n${one.reason}`, one]))
  return [...seen.values()].sort((a, b) => a.line - b.line)
}
