import { type Beginning, isPaid, needsApproval, tellBeginning } from './beginning.ts';
import * as calcom from './calcomBodies.ts';
import { momentsBefore, openTime } from './calendar.ts';
import { askToMove, type Ending, isOver, tellEnding } from './ending.ts';
import type { ExpectedBooking, Status } from './journey.ts';
import { generalOffer, type Offer, offers, paidOffers, practitioners, type SharedLink, wishes } from './offers.ts';
import type { Random } from './random.ts';
import { reasons, type Scene, type Stage, type Told } from './stage.ts';

/** How a visit gets another time, and with it another uid. */
export type Move = 'moved' | 'moved because the clinic asked' | 'moved with approval' | 'new time requested' | 'new time refused';

/** What happens to one appointment. */
export interface Itinerary {
  readonly begins: Beginning;
  readonly moves?: readonly Move[];
  /** Only of a visit that stands by then. */
  readonly ends?: Ending;
}

/** Who plays it. */
export interface Booker {
  readonly person: calcom.Person;
  readonly link: SharedLink;
  /** Default: the clinic. */
  readonly place?: calcom.Visit['place'];
  /** Default: any that fits. */
  readonly offer?: Offer;
  /** What she says otherwise of herself when she moves the visit. */
  readonly whenMoving?: Partial<calcom.Person>;
}

export interface Played {
  readonly bodies: readonly calcom.CalcomWebhook[];
  readonly comesTo: ExpectedBooking;
}

const notes = ['First time, a little nervous.', 'Sensitive skin.', 'Coming straight from work.'];

/**
 * Plays an itinerary: its bodies in the order in which they come about, and what they must come to.
 * The outcome is told step by step as it is meant, by the rules of integrations.md 1.4 and never by the code that is tested with it.
 */
export function playItinerary(stage: Stage, { begins, moves = [], ends = 'to come' }: Itinerary, booker: Booker): Played {
  const { random, now } = stage;
  const { offer, answers, procedure } = choose(random, begins, booker);
  const last = openTime(random, now, isOver(ends) ? [-28, -4] : [1, 30]);
  // The times that it is moved away from; a past visit was moved to an earlier one.
  const slots = [...moves.map(() => openTime(random, isOver(ends) ? last : now, [2, 14])), last];
  const scene: Scene = { ...stage, moments: momentsBefore(random, { visit: last, now, count: 4 + 2 * moves.length }) };

  const first = calcom.visitOf({
    ...newName(random),
    person: booker.person,
    guest: random.chance(0.1) ? `guest.of.${calcom.addressOf(booker.person).split('@')[0]}@example.com` : null,
    eventType: offer.eventType,
    practitioner: random.pick(practitioners),
    startsAt: slots[0] ?? last,
    bookedAt: scene.moments.next(),
    place: booker.place ?? 'clinic',
    link: booker.link.metadata,
    answers,
    notes: random.chance(0.2) ? random.pick(notes) : '',
    needsApproval: needsApproval(begins),
  });
  const told: Told[] = [tellBeginning(first, begins, scene)];
  const visits = [first];
  let visit = first;
  for (const [index, move] of moves.entries()) {
    const asked = move === 'moved because the clinic asked' ? [askToMove(visit, scene)] : [];
    visit = moved(visit, slots[index + 1] ?? last, booker, scene);
    visits.push(visit);
    told.push(...asked, tellMove(visit, move, scene));
  }
  if (ends !== 'to come') told.push(tellEnding(visit, ends, scene));

  return {
    bodies: told.flatMap(({ bodies }) => bodies),
    comesTo: {
      uids: visits.map(({ uid }) => uid),
      seat: null,
      status: told.at(-1)?.status ?? 'SCHEDULED',
      version: 1 + moves.length,
      startsAt: visit.startsAt.toISOString(),
      channel: booker.link.channel,
      kind: offer.kind,
      procedure,
      practitioner: visit.practitioner.name,
      person: booker.person,
      bookedAt: first.bookedAt.toISOString(),
      wasScheduled: told.some(({ status }) => status === 'SCHEDULED'),
    },
  };
}

/** What she books, and the procedure that it is about: of a general consultation her answer says. */
function choose(random: Random, begins: Beginning, booker: Booker): { offer: Offer; answers: calcom.Visit['answers']; procedure: string } {
  const plain = (offer: Offer) => ({ offer, answers: [], procedure: offer.procedure });
  if (booker.offer) return plain(booker.offer);
  if (isPaid(begins)) return plain(random.pick(paidOffers));
  if (random.chance(0.7)) return plain(random.pick(offers));
  const { answer, procedure } = random.pick(wishes);
  return { offer: generalOffer, answers: [answer], procedure };
}

const newName = (random: Random): Pick<calcom.Visit, 'uid' | 'bookingId'> => ({
  uid: random.text(22),
  bookingId: random.whole(100_000, 999_999_999),
});

function moved(visit: calcom.Visit, startsAt: Date, { whenMoving }: Booker, { random, moments }: Scene): calcom.Visit {
  return calcom.movedVisit(
    { ...visit, person: { ...visit.person, ...whenMoving } },
    {
      ...newName(random),
      startsAt,
      movedAt: moments.next(),
      reason: random.pick(reasons.moving),
      practitioner: random.chance(0.2) ? random.pick(practitioners) : visit.practitioner,
    },
  );
}

/** Tells the new time of a visit. One that needs a yes comes as a request: the old time is gone at once, and a no brings it not back. */
function tellMove(visit: calcom.Visit, move: Move, { random, moments }: Scene): Told {
  const told = (status: Status, ...bodies: calcom.CalcomWebhook[]): Told => ({ status, bodies });
  switch (move) {
    case 'moved':
    case 'moved because the clinic asked':
      return told('SCHEDULED', calcom.bookingRescheduled(visit));
    case 'moved with approval':
      return told('SCHEDULED', calcom.bookingRequested(visit), calcom.bookingConfirmed(visit, moments.next()));
    case 'new time requested':
      return told('REQUESTED', calcom.bookingRequested(visit));
    case 'new time refused':
      return told(
        'REJECTED',
        calcom.bookingRequested(visit),
        calcom.bookingRejected(visit, { at: moments.next(), reason: random.pick(reasons.clinic) }),
      );
    default:
      return move satisfies never;
  }
}
