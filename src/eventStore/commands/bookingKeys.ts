import type { BookingState } from '../../domain/booking/booking.ts';
import { type CalKey, type CalUidState, claimUid, iCalKey, joinUid, listSeat, uidKey } from '../../domain/booking/calUid.ts';
import type { BookingDetails } from '../../domain/booking/report.ts';
import type { BookingId, ClinicSlug } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { type Cause, handle, type Loaded, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';

const keyStream = (clinic: ClinicSlug, { key }: CalKey): string => streamName('calUid', clinic, key);

/** The names by which a body speaks of its appointment: its uid, the uid that it replaces, its iCalUID, each with its seat. */
export function keysOf(
  { uid, previousUid, iCalUid }: Pick<BookingDetails, 'uid' | 'previousUid' | 'iCalUid'>,
  seat: string | null,
): readonly CalKey[] {
  return [
    uidKey(uid, seat),
    ...(previousUid !== null && previousUid !== uid ? [uidKey(previousUid, seat)] : []),
    ...(iCalUid === null ? [] : [iCalKey(iCalUid, seat)]),
  ];
}

export const readKey = (log: Log, clinic: ClinicSlug, key: CalKey): Promise<Loaded<CalUidState>> =>
  load(log, clinic, keyStream(clinic, key), folds.calUid);

/** Claims a key that was free when it was read; the result names its owner, whoever claimed first. */
export async function claimKey(
  log: Log,
  clinic: ClinicSlug,
  key: CalKey,
  loaded: Loaded<CalUidState>,
  booking: BookingId,
  cause: Cause,
): Promise<BookingId> {
  const { state } = await handle(log, {
    loaded,
    clinic,
    stream: keyStream(clinic, key),
    fold: folds.calUid,
    cause,
    step: 'claim',
    subject: null,
    decide: (before) => claimUid(booking, key, before),
  });
  return state.booking ?? booking;
}

/** Lists the seat's booking under the uid that seats share. */
export async function listSeatOf(log: Log, clinic: ClinicSlug, uid: string, seat: string, booking: BookingId, cause: Cause): Promise<void> {
  await handle(log, {
    clinic,
    stream: keyStream(clinic, uidKey(uid, null)),
    fold: folds.calUid,
    cause,
    step: `seat ${seat}`,
    subject: null,
    decide: (before) => listSeat(booking, uid, seat, before),
  });
}

/** Hands one key over to the booking that its owner went into. */
export async function handKeyOver(
  log: Log,
  clinic: ClinicSlug,
  key: CalKey,
  from: BookingId,
  into: BookingId,
  cause: Cause,
): Promise<void> {
  await handle(log, {
    clinic,
    stream: keyStream(clinic, key),
    fold: folds.calUid,
    cause,
    step: `join ${from} ${into}`,
    subject: null,
    decide: (before) => joinUid(from, into, key, before),
  });
}

/** Hands every key of a joined booking to the one that it went into. */
export async function handKeysOver(
  log: Log,
  clinic: ClinicSlug,
  from: BookingId,
  into: BookingId,
  seat: string | null,
  state: BookingState,
  cause: Cause,
): Promise<void> {
  const names = Object.values(state.uids);
  const keys = [
    ...names.map(({ uid }) => uidKey(uid, seat)),
    ...names.flatMap(({ iCalUids }) => iCalUids.map((name) => iCalKey(name, seat))),
  ];
  for (const key of keys) await handKeyOver(log, clinic, key, from, into, cause);
}
