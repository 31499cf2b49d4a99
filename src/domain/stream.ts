import { type ClinicSlug, isClinicSlug } from './ids.ts';

/** The kinds of stream; names are part of the contract with everybody who reads the log. */
export const streamCategories = [
  'clinic',
  'contact',
  'merges',
  'identifier',
  'calUid',
  'conversation',
  'outreach',
  'booking',
  'carePlan',
  'task',
] as const;

export type StreamCategory = (typeof streamCategories)[number];

/** Names a stream `<category>-<clinic>` or `<category>-<clinic>.<id>`; the id may hold anything but white space and U+0000. */
export const streamName = (category: StreamCategory, clinic: ClinicSlug, id?: string): string =>
  id === undefined ? `${category}-${clinic}` : `${category}-${clinic}.${id}`;

const pattern = new RegExp(`^(${streamCategories.join('|')})-([^.\\s]+)(?:\\.([^\\s\\0]+))?$`);

/** Reads category, clinic and id back from a stream's name; null when it is not one of ours. */
export function parseStreamName(name: string): { category: StreamCategory; clinic: ClinicSlug; id: string | null } | null {
  const match = pattern.exec(name);
  if (!match?.[1] || !match[2] || !isClinicSlug(match[2])) return null;
  return { category: match[1] as StreamCategory, clinic: match[2], id: match[3] ?? null }; // the pattern lists them
}
