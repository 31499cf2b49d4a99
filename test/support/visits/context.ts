import type { Appointment } from '../../../src/domain/booking/appointment.ts';
import type { ContactId, Instant } from '../../../src/domain/ids.ts';
import type { VisitContext } from '../../../src/domain/visit/wording.ts';
import { demoSettings } from '../memoryClinic.ts';

/** Keisha's consultation; tests change what they are about. */
export const appointment = (change: Partial<Appointment> = {}): Appointment => ({
  uid: 'uid-one',
  uids: ['uid-one'],
  status: 'SCHEDULED',
  kind: 'CONSULTATION',
  version: 1,
  madeAt: '2026-10-05T18:22:41.317Z' as Instant, // UTC with milliseconds
  scheduledAt: '2026-10-05T18:22:41.317Z' as Instant, // UTC with milliseconds
  completedAt: null,
  startsAt: '2026-10-14T15:00:00.000Z' as Instant, // UTC with milliseconds
  endsAt: '2026-10-14T15:30:00.000Z' as Instant, // UTC with milliseconds
  timeZone: 'America/Jamaica',
  procedure: 'botox',
  alsoFor: [],
  practitioner: 'Dr. Simone Campbell',
  location: 'Suite 4',
  channel: 'WHATSAPP',
  channelTold: null,
  attributed: null,
  careReadiness: null,
  contact: '00000000-0000-4000-8000-00000000c001' as ContactId, // of a UUID's shape
  matchedBy: 'PHONE',
  absorbed: [],
  link: null,
  conversation: null,
  told: [],
  reminders: [],
  attendanceConfirmedAt: null,
  ...change,
});

export const visitContext = (
  change: Partial<Appointment> = {},
  clinic: Partial<VisitContext['clinic']> = {},
  patient: string | null = 'Keisha Brown',
): VisitContext => ({
  patient,
  appointment: appointment(change),
  seat: null,
  clinic: { ...demoSettings, ...clinic },
  now: '2026-10-05T18:23:41.317Z' as Instant, // UTC with milliseconds
});
