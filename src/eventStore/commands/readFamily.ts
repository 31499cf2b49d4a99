import { consentsOf } from '../../domain/contact/contact.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import { familyOf, oneSince } from '../../domain/merges/aliases.ts';
import type { MergesState } from '../../domain/merges/merges.ts';
import type { ConsentLedger } from '../../domain/messaging/consent.ts';
import { joinConsents } from '../../domain/messaging/joinConsents.ts';
import { streamName } from '../../domain/stream.ts';
import { type Loaded, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';

export const mergesStream = (clinic: ClinicSlug): string => streamName('merges', clinic);

/** Who is whom in a clinic, from the log: rows may lag. */
export const readMerges = (log: Log, clinic: ClinicSlug): Promise<Loaded<MergesState>> =>
  load(log, clinic, mergesStream(clinic), folds.merges);

/** All who are the same person as a contact by now, from the log: first who she is, then those who were merged into her. */
export async function readFamily(log: Log, clinic: ClinicSlug, contact: ContactId): Promise<readonly ContactId[]> {
  const { state } = await readMerges(log, clinic);
  return familyOf(state.aliases, contact);
}

/** What a person said about being written to, whichever of the contacts that she is said it, from the log: what sending asks. */
export async function readConsents(log: Log, clinic: ClinicSlug, contact: ContactId): Promise<ConsentLedger> {
  const { state } = await readMerges(log, clinic);
  const members = await Promise.all(
    familyOf(state.aliases, contact).map(async (one) => {
      const loaded = await load(log, clinic, streamName('contact', clinic, one), folds.contact);
      return { contact: one, ledger: consentsOf(loaded.state) };
    }),
  );
  return joinConsents(members, (one, other) => oneSince(state.aliases, one, other));
}
