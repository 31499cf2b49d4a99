import { type ClinicSlug, isClinicSlug } from './ids.ts';

/** The kinds of stream; names are part of the contract with everybody who reads the log. */
export type StreamCategory =
  | 'clinic'
  | 'contact'
  | 'merges'
  | 'identifier'
  | 'calUid'
  | 'conversation'
  | 'outreach'
  | 'booking'
  | 'carePlan'
  | 'task';

/** Names a stream `<category>-<clinic>` or `<category>-<clinic>.<id>`; the id may hold anything but white space. */
export const streamName = (category: StreamCategory, clinic: ClinicSlug, id?: string): string =>
  id === undefined ? `${category}-${clinic}` : `${category}-${clinic}.${id}`;

/** Reads category, clinic and id back from a stream's name; null when it is not one of ours. */
export function parseStreamName(name: string): { category: string; clinic: ClinicSlug; id: string | null } | null {
  const match = /^([a-zA-Z]+)-([^.\s]+)(?:\.(\S+))?$/.exec(name);
  if (!match?.[1] || !match[2] || !isClinicSlug(match[2])) return null;
  return { category: match[1], clinic: match[2], id: match[3] ?? null };
}
