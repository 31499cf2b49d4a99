import { DateTime } from 'luxon';
import { addressOf, fullName, type Visit } from './visit.ts';

const clinicZone = 'America/Jamaica';
const language = { locale: 'en' };

/** Minutes that a zone is ahead of UTC at the visit's start. */
const offsetAt = (visit: Visit, zone: string): number => DateTime.fromJSDate(visit.startsAt, { zone }).offset;

/** The host in the fullest shape; the paths leave some of it out. */
export function organizer(visit: Visit) {
  const { id, name, email, username } = visit.practitioner;
  return {
    id,
    name,
    email,
    username: 'oshun',
    usernameInOrg: username,
    timeZone: clinicZone,
    language,
    timeFormat: 'h:mma',
    utcOffset: offsetAt(visit, clinicZone),
  };
}

/** The same without some keys. */
export function without<T extends object, K extends keyof T>(all: T, ...keys: readonly K[]): Omit<T, K> {
  const some = { ...all };
  for (const key of keys) Reflect.deleteProperty(some, key);
  return some;
}

/** Language and offset, which a body adds to a person; `utcOffset` is minutes at the visit's start. */
export const localeOf = (visit: Visit) => ({ language, utcOffset: offsetAt(visit, visit.person.timeZone) });

const zoned = (visit: Visit) => ({ timeZone: visit.person.timeZone, ...localeOf(visit) });

/** The number that she gave with her name: for a call it stands as the place instead. */
export const attendeePhone = ({ person, place }: Pick<Visit, 'person' | 'place'>): string | null =>
  place === 'phone call' ? null : person.phone;

/** The booker as the form of the booking page leaves her: without a phone there is no key for one. */
export function bookingAttendee(visit: Visit) {
  const { firstName, lastName } = visit.person;
  const phoneNumber = attendeePhone(visit);
  return {
    email: addressOf(visit.person),
    name: fullName(visit.person),
    ...(phoneNumber === null ? {} : { phoneNumber }),
    firstName,
    lastName,
    ...zoned(visit),
  };
}

/** The booker and her guest, as a new booking lists them. */
export const bookingAttendees = (visit: Visit): readonly object[] => [
  bookingAttendee(visit),
  ...(visit.guest === null ? [] : [{ email: visit.guest, name: '', firstName: '', lastName: '', ...zoned(visit) }]),
];

/** The booker and her guest, as the database knows them: `phoneNumber` is there, null when unknown. */
export const storedAttendees = (visit: Visit) => [
  { name: fullName(visit.person), email: addressOf(visit.person), phoneNumber: attendeePhone(visit), ...zoned(visit) },
  ...(visit.guest === null ? [] : [{ name: '', email: visit.guest, phoneNumber: null, ...zoned(visit) }]),
];

/** An attendee as a row of the database; `place` is hers among those who share the slot, from 0. */
export const attendeeRow = (visit: Visit, place: number) => ({
  id: visit.bookingId * 10 + place,
  email: addressOf(visit.person),
  name: fullName(visit.person),
  timeZone: visit.person.timeZone,
  phoneNumber: attendeePhone(visit),
  locale: 'en',
  bookingId: visit.bookingId,
  noShow: false,
});

/** What the newer servers send for a leaver whom they have forgotten. */
export const forgottenAttendee = {
  email: '',
  name: '[attendee data unavailable]',
  timeZone: 'UTC',
  language,
  utcOffset: 0,
  firstName: '[attendee',
  lastName: 'data unavailable]',
};
