import type { Instant } from '../../../src/domain/ids.ts';
import {
  type ConsentLedger,
  type ConsentSaying,
  evolveConsents,
  giveConsent,
  noConsents,
  withdrawConsent,
} from '../../../src/domain/messaging/consent.ts';
import type { Decision } from '../../../src/domain/messaging/decision.ts';
import { type MessagePurpose, messagePurposes } from '../../../src/domain/messaging/purpose.ts';
import type { MessageQuestion } from '../../../src/domain/messaging/question.ts';
import type { Asked, Saying, Wish, World } from './facts.ts';
import { beginning, happen, nextMoment } from './happenings.ts';
import { type Random, randomOf } from './random.ts';

export type Policy = (question: MessageQuestion) => Decision;

const minute = 60_000;

/** After so many a message is put off for ever; the judge says so. */
const mostDeferrals = 40;

/**
 * A patient's weeks with a clinic, as a seed has them: things happen, and messages to her are decided, again and again where they were put off.
 * Gives every decision with what was true at that moment.
 */
export function playTimeline(seed: number, policy: Policy, steps = 30): readonly Asked[] {
  const random = randomOf(seed);
  const asked: Asked[] = [];
  let waiting: { readonly wish: Wish; readonly at: number; readonly before: number }[] = [];
  let ledger = noConsents;
  let { world, now } = beginning(random);

  function ask(wish: Wish, before: number): void {
    const decision = policy(questionOf(wish, world, ledger, now));
    asked.push({ world, wish, now, before, verdict: decision });
    if (decision.type !== 'defer' || before > mostDeferrals) return;
    // Jobs wake up on time or a little late.
    const late = random.chance(0.8) ? 0 : random.int(1, 90) * 1_000;
    waiting.push({ wish, at: Date.parse(decision.until) + late, before });
  }

  function pass(until: number): void {
    for (;;) {
      const next = waiting.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      waiting = waiting.filter((one) => one !== next);
      now = Math.max(now, next.at);
      ask(next.wish, next.before + 1);
    }
    now = Math.max(now, until);
  }

  for (let step = 0; step < steps; step++) {
    pass(nextMoment(world, now, random));
    const before = world;
    world = happen(world, now, random);
    for (const saying of world.sayings.slice(before.sayings.length)) ledger = recorded(saying, ledger, random);
    if (random.chance(0.7)) ask(someWish(world, now, random), 0);
  }
  // Whatever was put off comes to an end.
  while (waiting.length > 0) pass(Math.max(...waiting.map((one) => one.at)));
  return asked;
}

/** A saying told to the contact's stream, sometimes twice. */
function recorded({ yes, ...said }: Saying, ledger: ConsentLedger, random: Random): ConsentLedger {
  const told: ConsentSaying = { ...said, at: instant(said.at), wording: 'as she said it', source: { by: 'patient', message: '4711' } };
  const decide = yes ? giveConsent : withdrawConsent;
  const once = decide(told, ledger).reduce(evolveConsents, ledger);
  return random.chance(0.9) ? once : decide(told, once).reduce(evolveConsents, once);
}

function someWish(world: World, now: number, random: Random): Wish {
  const purpose = random.chance(0.25) ? 'MARKETING' : random.pick(messagePurposes);
  const [latest] = world.conversations;
  return {
    purpose,
    author: random.pick(['KAREN', 'SYSTEM', 'STAFF']),
    reply: random.chance(purpose === 'REPLY' ? 0.9 : 0.1),
    legallyRequired: random.chance(0.07),
    conversation: latest && random.chance(0.85) ? random.pick([latest, ...world.conversations]).id : null,
    appointmentStart: random.chance(0.6) ? world.visit : null,
    due: random.chance(0.25) ? now + random.int(-60, 4 * 24 * 60) * minute : null,
    latestUseful: random.chance(0.5) ? now + random.int(-30, 5 * 24 * 60) * minute : null,
  };
}

function questionOf(wish: Wish, world: World, consents: ConsentLedger, now: number): MessageQuestion {
  const talks = world.conversations.map(({ inbounds, ...talk }) => ({ ...talk, lastInboundAt: optional(inbounds.at(-1) ?? null) }));
  const conversation = talks.find((one) => one.id === wish.conversation) ?? null;
  return {
    ...wish,
    purpose: wish.purpose as MessagePurpose, // made of `messagePurposes` above
    conversation,
    otherConversations: talks.filter((one) => one !== conversation),
    phone: world.phone,
    email: world.email,
    consents,
    clinic: world.clinic,
    patientZone: world.patientZone,
    appointmentStart: optional(wish.appointmentStart),
    due: optional(wish.due),
    latestUseful: optional(wish.latestUseful),
    now: instant(now),
  };
}

const instant = (time: number): Instant => new Date(time).toISOString() as Instant; // UTC with milliseconds

const optional = (time: number | null): Instant | null => (time === null ? null : instant(time));
