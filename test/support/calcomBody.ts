/** What a test says of a booking; the rest is as Cal.com would fill it in. */
export interface BodyChange {
  readonly trigger?: string;
  readonly createdAt?: string;
  readonly uid?: string;
  readonly previousUid?: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly notes?: string;
  readonly startsAt?: string;
  readonly type?: string;
  readonly status?: string;
  readonly channel?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A booking's body as Cal.com's default payload has it (integrations.md 1.5), as the text that is signed. */
export function calcomBody({
  trigger = 'BOOKING_CREATED',
  createdAt = '2026-10-05T18:22:41.317Z',
  uid = 'uid-of-a-test',
  previousUid,
  name = 'Marva Test',
  email = 'marva.test@example.com',
  phone = '+18765550199',
  notes,
  startsAt = '2026-10-14T15:00:00Z',
  type = 'botox-consultation',
  status = 'ACCEPTED',
  channel = 'whatsapp',
  more = {},
}: BodyChange = {}): string {
  const answer = (label: string, value: unknown) => ({ label, value, isHidden: false });
  return JSON.stringify({
    triggerEvent: trigger,
    createdAt,
    payload: {
      type,
      title: `${type} between Dr. Test and ${name}`,
      startTime: startsAt,
      endTime: new Date(Date.parse(startsAt) + 30 * 60_000).toISOString(),
      length: 30,
      status,
      uid,
      bookingId: 1,
      ...(previousUid === undefined ? {} : { rescheduleUid: previousUid }),
      ...(notes === undefined ? {} : { additionalNotes: notes }),
      location: 'Suite 4',
      attendees: [{ email, name, timeZone: 'America/Jamaica', phoneNumber: phone, language: { locale: 'en' }, utcOffset: -300 }],
      organizer: { id: 1, name: 'Dr. Test', email: 'dr.test@example.com', timeZone: 'America/Jamaica' },
      responses: {
        name: answer('your_name', name),
        email: answer('email_address', email),
        attendeePhoneNumber: answer('phone_number', phone),
      },
      userFieldsResponses: {},
      metadata: { channel },
      ...more,
    },
  });
}

/** Of the k-th of many people. */
export const personBody = (k: number, change: BodyChange = {}): string =>
  calcomBody({
    uid: `uid-${k}`,
    name: `Person ${k}`,
    email: `person.${k}@example.com`,
    phone: `+1876555${String(k % 10_000).padStart(4, '0')}`,
    startsAt: new Date(Date.UTC(2026, 9, 14, 15) + k * 60_000).toISOString(),
    ...change,
  });
