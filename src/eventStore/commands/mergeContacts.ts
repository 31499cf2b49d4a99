import type { ClinicSlug } from '../../domain/ids.ts';
import {
  decideToMerge,
  decideToSplit,
  type MergeContacts,
  type MergeEvent,
  type MergesState,
  type SplitContacts,
} from '../../domain/merges/merges.ts';
import { isRefusal, type Refusal } from '../../domain/refusal.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { mergesStream, readMerges } from './readFamily.ts';

/** Makes one person of two; what staff asked against the state that they are in is refused. Fails with VERSION_CONFLICT as `handle` does. */
export const mergeContacts = (
  log: Log,
  clinic: ClinicSlug,
  command: MergeContacts,
  cause: Cause,
): Promise<readonly MergeEvent[] | Refusal> =>
  carryOut(log, clinic, cause, `merge ${command.from} into ${command.into}`, (state) => decideToMerge(command, state), command.from);

/** What merging would come to now; nothing is written. */
export async function foreseeMerge(log: Log, clinic: ClinicSlug, command: MergeContacts): Promise<readonly MergeEvent[] | Refusal> {
  return decideToMerge(command, (await readMerges(log, clinic)).state);
}

/** Takes a merge back. Refuses and fails as {@link mergeContacts} does. */
export const splitContacts = (
  log: Log,
  clinic: ClinicSlug,
  command: SplitContacts,
  cause: Cause,
): Promise<readonly MergeEvent[] | Refusal> =>
  carryOut(log, clinic, cause, `split ${command.contact}`, (state) => decideToSplit(command, state), command.contact);

async function carryOut(
  log: Log,
  clinic: ClinicSlug,
  cause: Cause,
  step: string,
  decide: (state: MergesState) => readonly MergeEvent[] | Refusal,
  subject: MergeContacts['from'],
): Promise<readonly MergeEvent[] | Refusal> {
  let refusal: Refusal | null = null;
  const { events } = await handle(log, {
    clinic,
    stream: mergesStream(clinic),
    fold: folds.merges,
    cause,
    step,
    // Whose words the reason may be about: it goes with her key.
    subject,
    decide(state) {
      const decided = decide(state);
      refusal = isRefusal(decided) ? decided : null;
      return isRefusal(decided) ? [] : decided;
    },
  });
  return refusal ?? events;
}
