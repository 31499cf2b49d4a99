import type { Database } from '../../database/database.ts';
import type { ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import { type Alias, familyOf } from '../../domain/merges/aliases.ts';
import { systemViewer } from '../../domain/viewer.ts';
import type { Position } from '../../eventStore/port.ts';
import type { FeedEntry, FeedSource } from '../feed/port.ts';
import type { ContactKey } from './queries.ts';

/** Who is the same person as a contact just before and just after what happened at a position. */
export interface FamilyThen {
  readonly before: ReadonlySet<ContactId>;
  readonly after: ReadonlySet<ContactId>;
}

export type FamilyAt = (position: Position) => FamilyThen;

/** Who was whom, at every place in the log: what a feed that follows a person asks of each entry. */
export interface Families {
  /** Follows a contact, whatever is merged with her or split from her. */
  of(contact: ContactKey): Promise<FamilyAt>;
  /** The same source, whose entries are handed over only once it is known who was whom at their places. */
  before<Entry extends FeedEntry>(source: FeedSource<Entry>): FeedSource<Entry>;
}

interface Merge {
  readonly clinic: ClinicSlug;
  readonly position: Position;
  readonly contact: ContactId;
  readonly into: ContactId | null;
}

const viewer = systemViewer('feeds');

/** Keeps the clinics' merges in memory, from the first time that somebody asks on: they are few, and name nobody. */
export function openFamilies(database: Database): Families {
  const merges = new Map<ClinicSlug, Merge[]>();
  let known: Position | '' = '';
  let asked = false;

  // What an entry's reader saw of the log is in the table when this asks: the projection writes both in one transaction, in the log's order.
  async function catchUp(): Promise<void> {
    const rows = await database.query<Merge>(viewer, {
      name: 'contact_merges_after',
      text: 'select clinic, position, contact, into_contact as into from contact_merge where position > $1 order by position',
      values: [known],
    });
    for (const row of rows) {
      if (row.position <= known) continue;
      known = row.position;
      merges.set(row.clinic, [...(merges.get(row.clinic) ?? []), row]);
    }
  }

  return {
    async of({ clinic, id }) {
      asked = true;
      await catchUp();
      const families = new Map<number, ReadonlySet<ContactId>>();
      const familyAfter = (count: number): ReadonlySet<ContactId> => {
        const family = families.get(count) ?? new Set(familyOf(aliasesAfter((merges.get(clinic) ?? []).slice(0, count)), id));
        families.set(count, family);
        return family;
      };
      return (position) => {
        const all = merges.get(clinic) ?? [];
        return {
          before: familyAfter(all.findLastIndex((one) => one.position < position) + 1),
          after: familyAfter(all.findLastIndex((one) => one.position <= position) + 1),
        };
      };
    },
    before: (source) => ({
      ...source,
      async read(...args) {
        const page = await source.read(...args);
        if (asked && page.entries.length > 0) await catchUp();
        return page;
      },
    }),
  };
}

/** When they were merged is of no interest here. */
const someTime = '' as Instant;

function aliasesAfter(merges: readonly Merge[]): Readonly<Record<string, Alias>> {
  const aliases: Record<string, Alias> = {};
  for (const { contact, into } of merges) {
    if (into === null) delete aliases[contact];
    else aliases[contact] = { into, at: someTime };
  }
  return aliases;
}
