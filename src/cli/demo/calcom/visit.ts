/** Who books. */
export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  /** Null: she books with her phone only, and Cal.com invents an address. */
  readonly email: string | null;
  /** E.164; null: she leaves none. */
  readonly phone: string | null;
  /** IANA. */
  readonly timeZone: string;
}

/** Who treats. */
export interface Practitioner {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  /** Within the organisation. */
  readonly username: string;
}

/** What can be booked on the clinic's Cal.com page. */
export interface EventType {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly minutes: number;
  /** In whole units of the currency; 0 for what is free. */
  readonly price: number;
  /** How many people may share a slot; null: one booking each. */
  readonly seats: number | null;
}

/** A question of the clinic's own on the booking page, answered. */
export interface Answer {
  readonly slug: string;
  readonly label: string;
  readonly value: string;
}

/** The slot that a visit was moved from. */
export interface Slot {
  readonly uid: string;
  readonly bookingId: number;
  readonly startsAt: Date;
}

/** One booking on Cal.com: all that its bodies are made of. A moved visit is another one, made by {@link movedVisit}. */
export interface Visit {
  readonly uid: string;
  readonly bookingId: number;
  /** Kept through reschedules. */
  readonly iCalUid: string;
  /** Grows by one with each reschedule. */
  readonly iCalSequence: number;
  readonly person: Person;
  /** E-mail of somebody whom she brings; null for nobody. */
  readonly guest: string | null;
  readonly eventType: EventType;
  readonly practitioner: Practitioner;
  readonly startsAt: Date;
  readonly bookedAt: Date;
  /** `phone call`: the practitioner rings her, and her number stands as the place. */
  readonly place: 'clinic' | 'phone call';
  /** Metadata of the booking link by which she came. */
  readonly link: Readonly<Record<string, string>>;
  readonly answers: readonly Answer[];
  readonly notes: string;
  readonly needsApproval: boolean;
  /** Where seats share the uid. */
  readonly seat: string | null;
  readonly movedFrom: Slot | null;
  readonly moveReason: string | null;
}

type Known = Pick<Visit, 'uid' | 'bookingId' | 'person' | 'eventType' | 'practitioner' | 'startsAt' | 'bookedAt'>;

/** A visit at the clinic, with nothing special about it but what is given. */
export const visitOf = (known: Known & Partial<Visit>): Visit => ({
  iCalUid: `${known.uid}@cal.example.com`,
  iCalSequence: 0,
  guest: null,
  place: 'clinic',
  link: {},
  answers: [],
  notes: '',
  needsApproval: false,
  seat: null,
  movedFrom: null,
  moveReason: null,
  ...known,
});

/** The same visit at another time: Cal.com gives it a uid and an id of its own and keeps the iCalUID (integrations.md 1.4). */
export const movedVisit = (
  visit: Visit,
  to: Pick<Visit, 'uid' | 'bookingId' | 'startsAt'> & {
    readonly movedAt: Date;
    readonly reason: string;
    readonly practitioner?: Practitioner;
  },
): Visit => ({
  ...visit,
  uid: to.uid,
  bookingId: to.bookingId,
  startsAt: to.startsAt,
  bookedAt: to.movedAt,
  iCalSequence: visit.iCalSequence + 1,
  practitioner: to.practitioner ?? visit.practitioner,
  movedFrom: { uid: visit.uid, bookingId: visit.bookingId, startsAt: visit.startsAt },
  moveReason: to.reason,
});

export const fullName = ({ firstName, lastName }: Person): string => `${firstName} ${lastName}`;

/** Her e-mail, or what Cal.com invents for a booking without one (integrations.md 1.7). */
export const addressOf = ({ email, phone }: Person): string => email ?? `${(phone ?? '').replace('+', '')}@sms.cal.com`;

export const endOf = ({ startsAt, eventType }: Pick<Visit, 'startsAt' | 'eventType'>): Date =>
  new Date(startsAt.getTime() + eventType.minutes * 60_000);
