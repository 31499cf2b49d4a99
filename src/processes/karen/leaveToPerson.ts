import { type HandOffReason, handOffWords } from '../../domain/conversation/action.ts';
import { handOff } from '../../domain/conversation/handOver.ts';
import { ownerOf } from '../../domain/conversation/owner.ts';
import type { StaffTaskKind } from '../../domain/task/task.ts';
import { type Cause, handle, load } from '../../eventStore/commandHandler.ts';
import { raiseTask } from '../../eventStore/commands/raiseTask.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import type { Acting, DueEffect } from '../process.ts';

/** Why a person is needed: what Karen chose, or that Karen did not get to it. */
export type Need = HandOffReason | 'tooLate' | 'failed';

const kinds: Partial<Record<Need, StaffTaskKind>> = { medical: 'MEDICAL_CONCERN', complaint: 'COMPLAINT', visit: 'BOOKING' };

/** What nobody but a person may go on with. Any other question staff answer beside Karen, who goes on with all else. */
const personsOwn: readonly Need[] = ['medical', 'complaint', 'asked'];

/** Tells whether a person takes the conversation over, or answers a question in it. */
export const takesOver = (need: Need): boolean => personsOwn.includes(need);

const words: Readonly<Record<Need, string>> = {
  ...handOffWords,
  tooLate: 'a message of hers was not answered in time',
  failed: 'Karen could not answer a message of hers',
};

/** Raises a task that says why a person is needed, and gives the conversation to staff where Karen may not go on in it; once for a cause. */
export async function leaveToPerson(need: Need, { about: stream }: DueEffect, { log, now }: Acting, cause: Cause): Promise<void> {
  const clinic = clinicOf(stream);
  const { state } = await load(log, clinic, stream, folds.conversation);
  if (state.status === 'unknown') return;
  const reason = `${words[need].charAt(0).toUpperCase()}${words[need].slice(1)}.`;
  if (takesOver(need))
    await handle(log, {
      clinic,
      stream,
      fold: folds.conversation,
      cause,
      step: 'hand over',
      subject: state.contact,
      // Who has it already keeps it for as long as she has it.
      decide: (before) =>
        before.status === 'known' && ownerOf(before) !== 'STAFF' ? handOff({ at: now, staff: null, reason }, before) : [],
    });
  const { id: conversation, contact } = state;
  await raiseTask(log, clinic, { kind: kinds[need] ?? 'HAND_OFF', reason, contact, booking: null, conversation }, cause);
}
