import {
  bookingCancelled,
  bookingCreated,
  bookingRescheduled,
  type CalcomWebhook,
  meetingEnded,
  movedVisit,
  type Visit,
  visitOf,
} from '../../src/cli/demo/calcomBodies.ts';
import { offers, practitioners } from '../../src/cli/demo/offers.ts';

const firstNames = ['Imani', 'Dwayne', 'Shantal', 'Kemar', 'Latoya', 'Omar', 'Yanique', 'Javier', 'Petal', 'Rohan'];
const lastNames = ['Blake', 'Ricketts', 'Clarke', 'Dunkley', 'Edwards', 'Facey', 'Gordon', 'Hylton', 'Irving', 'Kerr', 'Lawes'];
const links = ['whatsapp', 'whatsapp', 'instagram', 'facebook', 'website', 'direct'];

const day = 86_400_000;
const first = Date.UTC(2026, 0, 5, 14);

const nth = <T>(all: readonly T[], k: number): T => all[k % all.length] as T; // within the list

/** The visit of the k-th of up to eight million people, all invented. A person may come more than once. */
export function visit(k: number, uid = `bench-${k}`, person = k): Visit {
  const [firstName, lastName] = [nth(firstNames, person), nth(lastNames, person)];
  const bookedAt = new Date(first + (k % 200) * day + (k % 86_400) * 1_000);
  return visitOf({
    uid,
    bookingId: 1_000_000 + k,
    person: {
      firstName,
      lastName,
      email: `${firstName}.${lastName}.${person}@example.com`.toLowerCase(),
      phone: `+1876${2_000_000 + person}`,
      timeZone: 'America/Jamaica',
    },
    eventType: nth(offers, k).eventType,
    practitioner: nth(practitioners, k),
    startsAt: new Date(bookedAt.getTime() + 9 * day),
    bookedAt,
    notes: k % 4 === 0 ? 'First time here; a little nervous about needles.' : '',
    link: { channel: nth(links, k), cw_account_id: '7', cw_conversation_id: String(2_000 + (k % 7_000)) },
  });
}

const moved = (of: Visit, times: number): Visit =>
  movedVisit(of, {
    uid: `${of.uid}-${times}`,
    bookingId: of.bookingId + times * 10_000_000,
    startsAt: new Date(of.startsAt.getTime() + times * day),
    movedAt: new Date(of.bookedAt.getTime() + times * 3_600_000),
    reason: 'Work meeting moved',
  });

/** What Cal.com sends about a visit, oldest first: of ten, four are booked and no more, two come, two are moved, one is moved and cancelled, one is cancelled. */
export function bodiesOf(k: number, uid?: string, person?: number): readonly CalcomWebhook[] {
  const booked = visit(k, uid, person);
  const later = moved(booked, 1);
  const why = { at: new Date(later.bookedAt.getTime() + 3_600_000), reason: 'I have to travel that day.' };
  const story = k % 10;
  const created = bookingCreated(booked);
  if (story < 4) return [created];
  if (story < 6) return [created, meetingEnded(booked)];
  if (story < 8) return [created, bookingRescheduled(later)];
  return story === 8 ? [created, bookingRescheduled(later), bookingCancelled(later, why)] : [created, bookingCancelled(booked, why)];
}
