import type { CareFlag } from '../../domain/care/spacing.ts';
import type { BookingId, ContactId } from '../../domain/ids.ts';
import type { StaffTaskKind } from '../../domain/task/task.ts';
import { raiseTask } from '../../eventStore/commands/raiseTask.ts';
import { clinicOf } from '../looking.ts';
import type { Deed, EffectData } from '../process.ts';

/** What staff are told of a plan; one task an event. */
export const staffTask = (kind: StaffTaskKind, reason: string, contact: ContactId, booking: BookingId): EffectData => ({
  kind,
  reason,
  contact,
  booking,
});

/** What about a plan the software does not decide, in a sentence a flag. */
export const flagsInWords = (flags: readonly CareFlag[]): string => flags.map(inWords).join(' ');

const inWords = (flag: CareFlag): string =>
  flag.type === 'unknownProcedure'
    ? 'It is not known what the visit is for, or there is no care plan for it: she gets the plan of a consultation.'
    : `${flag.procedures.join(' and ')} ${flag.other === null ? 'in one visit' : 'in two visits'}: ${flag.because}`;

/** Raises the task. */
export const tellStaff: Deed = {
  carryOut({ about, data }, { log, cause }) {
    const { kind, reason, contact, booking } = data as unknown as Told; // as `staffTask` wrote it
    return raiseTask(log, clinicOf(about), { kind, reason, contact, booking, conversation: null }, cause);
  },
};

interface Told {
  readonly kind: StaffTaskKind;
  readonly reason: string;
  readonly contact: ContactId;
  readonly booking: BookingId;
}
