import type { DomainEvent } from '../event.ts';
import type { Instant } from '../ids.ts';
import { afterAll } from '../told.ts';
import { appointmentOf } from './appointment.ts';
import type { BookingState } from './booking.ts';
import { type CareReadiness, readinessText } from './careReadiness.ts';

/** Told to the booking whenever its care plan gets further or is held up: who watches bookings hears of it. */
export type ReadinessChanged = DomainEvent<'ReadinessChanged', CareReadiness & { readonly uid: string; readonly at: Instant }>;

/** Tells how far a visit's plan is; `[]` when the booking knows, or when there is no appointment to be seen. */
export function tellReadiness(
  { form, screening, at }: CareReadiness & { readonly at: Instant },
  state: BookingState,
): readonly ReadinessChanged[] {
  const appointment = appointmentOf(state);
  const [uid] = appointment?.uids ?? [];
  if (!appointment || uid === undefined || appointment.careReadiness === readinessText({ form, screening })) return [];
  const told = Object.values(state.uids).map(({ readiness }) => readiness);
  return [{ type: 'ReadinessChanged', data: { uid, at: afterAll(at, told), form, screening } }];
}
