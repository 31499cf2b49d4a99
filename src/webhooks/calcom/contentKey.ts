import { toInstant } from '../../domain/ids.ts';
import type { CalcomBody } from './body.ts';
import type { Translation } from './translate.ts';

/**
 * What makes two bodies the same delivery, as text (integrations.md 1.9): Cal.com has no delivery id, and tells one thing twice
 * with another `createdAt` when a URL is registered at two levels. Null: hash the raw body.
 */
export function contentKey(body: CalcomBody | null): string | null {
  if (!body) return null;
  const { trigger, createdAt, payload } = body;
  const uid = payload.uid ?? payload.bookingUid;
  if (!uid) return null;
  const addresses = (payload.attendees ?? []).map((one) => `${one.email ?? ''} ${one.noShow ?? ''}`).sort();
  const isMark = trigger === 'BOOKING_NO_SHOW_UPDATED';
  return JSON.stringify([
    trigger,
    uid,
    payload.attendeeSeatId ?? addresses,
    toInstant(payload.startTime) ?? payload.startTime ?? null,
    payload.iCalSequence ?? null,
    payload.status ?? null,
    payload.requestReschedule ?? null,
    // Mark, unmark, mark are three events, and none of them has a start or a status.
    isMark ? [addresses, createdAt] : null,
  ]);
}

/** The texts by which two deliveries touch the same streams: they are carried out one after the other. */
export function conflictKeys(translation: Translation): readonly string[] {
  if (translation.kind !== 'reports') return [];
  const keys = translation.reports.flatMap(({ details, booker }) => [
    `uid ${details.uid}`,
    ...(details.previousUid === null ? [] : [`uid ${details.previousUid}`]),
    ...(details.iCalUid === null ? [] : [`ical ${details.iCalUid}`]),
    ...(booker?.identifiers.map(({ kind, value }) => `${kind} ${value}`) ?? []),
  ]);
  return [...new Set(keys)];
}
