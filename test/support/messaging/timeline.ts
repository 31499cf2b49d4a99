import type { Channel } from '../../../src/domain/channel.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import { type ConsentLedger, evolveConsents, giveConsent, noConsents, withdrawConsent } from '../../../src/domain/messaging/consent.ts';
import type { Decision } from '../../../src/domain/messaging/decision.ts';
import { type MessagePurpose, messagePurposes } from '../../../src/domain/messaging/purpose.ts';
import type { MessageQuestion } from '../../../src/domain/messaging/question.ts';
import { someClinic } from './clinics.ts';
import type { Asked, Saying, Talk, Wish, World } from './facts.ts';
import { nightAround } from './law/timeLaw.ts';
import { type Random, randomOf } from './random.ts';
import { clockChanges } from './wallClocks.ts';

export type Policy = (question: MessageQuestion) => Decision;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const patientZones = [
  null,
  null,
  'America/Jamaica',
  'America/New_York',
  'Europe/London',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Kingston',
];
const phones = ['+18765550142', '+16585550142', '+12125550142', '+442079460142'];
const emails = ['keisha@example.com', '18765550142@sms.cal.com'];
const whatsAppAddresses = [
  '18765550142',
  'whatsapp:+16585550142',
  '12125550142',
  'whatsapp:+13055550142',
  '17875550142',
  '18005550142',
  'JM.1349',
  'US.1349',
  'IN.ENT.1349',
  null,
];
const talkChannels: readonly Channel[] = [
  'WHATSAPP',
  'WHATSAPP',
  'WHATSAPP',
  'INSTAGRAM',
  'INSTAGRAM',
  'FACEBOOK',
  'WEB_WIDGET',
  'WEB_WIDGET',
  'EMAIL',
  'SMS',
  'API',
  'DIRECT',
];

/** A patient's weeks with a clinic: she writes, agrees, withdraws, books; and messages to her are decided, again where they were put off. */
class Timeline {
  readonly asked: Asked[] = [];
  private readonly random: Random;
  private readonly policy: Policy;
  private now: number;
  private world: World;
  private ledger: ConsentLedger = noConsents;
  private appointment: number | null = null;
  private waiting: { readonly wish: Wish; readonly at: number; readonly before: number }[] = [];
  private talks = 0;

  constructor(seed: number, policy: Policy) {
    this.random = randomOf(seed);
    this.policy = policy;
    const clinic = someClinic(this.random);
    // Half of the timelines pass a night on which clocks are changed, at the clinic's or somewhere else.
    const changes = clockChanges(this.random.pick([clinic.timeZone, 'America/New_York', 'Europe/London']));
    const start = Date.UTC(2026, 9, 1) + this.random.int(0, 500) * day + this.random.int(0, 1_439) * minute;
    this.now = changes.length > 0 && this.random.chance(0.5) ? this.random.pick(changes) - this.random.int(0, 36) * hour : start;
    this.world = { clinic, patientZone: null, phone: null, email: null, conversations: [], sayings: [] };
  }

  play(steps: number): readonly Asked[] {
    for (let step = 0; step < steps; step++) {
      this.pass(this.random.chance(0.4) ? this.soon() : this.memorable());
      this.happen();
      if (this.random.chance(0.7)) this.ask(this.wish(), 0);
    }
    // Whatever was put off comes to an end: it is asked about again for as long as it takes.
    while (this.waiting.length > 0) this.pass(Math.max(this.now, ...this.waiting.map((one) => one.at)));
    return this.asked;
  }

  /** Time goes on; what was put off is asked about on the way, sometimes a little late. */
  private pass(until: number): void {
    for (;;) {
      const next = this.waiting.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > until) break;
      this.waiting = this.waiting.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      this.ask(next.wish, next.before + 1);
    }
    this.now = Math.max(this.now, until);
  }

  private ask(wish: Wish, before: number): void {
    const decision = this.policy(this.question(wish));
    this.asked.push({ world: this.world, wish, now: this.now, before, verdict: decision });
    if (decision.type !== 'defer' || before > 40) return;
    const late = this.random.chance(0.8) ? 0 : this.random.int(1, 90) * 1_000;
    this.waiting.push({ wish, at: Date.parse(decision.until) + late, before });
  }

  private soon(): number {
    return this.now + this.random.int(0, 600) * minute;
  }

  /** The moments at which rules turn, to the millisecond: windows close, nights begin and end, visits start. */
  private memorable(): number {
    const { random } = this;
    const inbounds = this.world.conversations.flatMap((one) => one.inbounds.slice(-1));
    const windows = inbounds.flatMap((at) => [at + day, at + 7 * day]);
    const night = nightAround(this.world, this.now + 12 * hour);
    const nights = night === null ? [] : [night.from, night.to];
    const moments = [...windows, ...nights, ...(this.appointment === null ? [] : [this.appointment])].filter((one) => one > this.now);
    if (moments.length === 0 || random.chance(0.3)) return this.now + random.int(0, 3 * 24 * 60) * minute;
    return Math.max(this.now, random.pick(moments) + random.pick([-1, 0, 0, 1, -minute, minute, -30_000, -hour]));
  }

  private happen(): void {
    const { random, world } = this;
    const what = random.int(0, 11);
    if (what <= 2 || (what === 3 && world.conversations.length >= 5)) this.write();
    else if (what === 3) this.begin();
    else if (what <= 5) this.say();
    else if (what === 6) this.world = { ...world, phone: random.pick([null, ...phones]), email: random.pick([null, ...emails]) };
    else if (what === 7) this.book();
    else if (what === 8) this.appointment = null;
    else if (what === 9) this.change((talk) => ({ ...talk, visitorLeft: !talk.visitorLeft }));
    else if (what === 10) this.change((talk) => ({ ...talk, canReply: !talk.canReply }));
    else this.world = { ...world, clinic: { ...someClinic(random), timeZone: world.clinic.timeZone } };
  }

  /** A visit, often so early that quiet hours end only after it began; her browser says in which zone she is. */
  private book(): void {
    const { random } = this;
    const night = nightAround(this.world, this.now + 12 * hour);
    const early = night === null ? this.now + 10 * hour : Math.max(this.now + minute, night.to + random.int(-180, 30) * minute);
    this.appointment = random.pick([early, this.now + random.int(10, 900) * minute, this.now + random.int(1, 10 * 24 * 60) * minute]);
    this.world = { ...this.world, patientZone: random.pick(patientZones) };
  }

  private begin(): void {
    const channel = this.random.pick(talkChannels);
    const address = channel === 'WHATSAPP' ? this.random.pick(whatsAppAddresses) : null;
    const inbounds = this.random.chance(0.8) ? [this.now] : [];
    const talk: Talk = { id: `c${++this.talks}`, channel, address, inbounds, canReply: true, visitorLeft: false };
    this.world = { ...this.world, conversations: [talk, ...this.world.conversations] };
  }

  /** She writes: the window opens again, she is there, and her conversation comes first. */
  private write(): void {
    if (this.world.conversations.length === 0) {
      this.begin();
      return;
    }
    const talk = this.random.pick(this.world.conversations);
    const others = this.world.conversations.filter((one) => one !== talk);
    const written: Talk = { ...talk, inbounds: [...talk.inbounds, this.now], canReply: true, visitorLeft: false };
    this.world = { ...this.world, conversations: [written, ...others] };
  }

  private change(to: (talk: Talk) => Talk): void {
    const { conversations } = this.world;
    if (conversations.length === 0) return;
    const talk = this.random.pick(conversations);
    this.world = { ...this.world, conversations: conversations.map((one) => (one === talk ? to(one) : one)) };
  }

  /** She says something of being written to; what she said earlier may become known later, or twice. */
  private say(): void {
    const { random, now } = this;
    const saying: Saying = {
      yes: random.chance(0.6),
      channel: random.chance(0.35)
        ? null
        : random.pick([...this.world.conversations.map((one) => one.channel), 'WHATSAPP', 'EMAIL', 'SMS'] as const),
      purpose: random.pick(['TRANSACTIONAL', 'MARKETING']),
      at: random.chance(0.7) ? now : now - random.int(0, 3 * 24 * 60) * minute,
    };
    this.world = { ...this.world, sayings: [...this.world.sayings, saying] };
    const { yes, ...said } = saying;
    const told = { ...said, at: instant(said.at), wording: 'as she said it', source: { by: 'patient', message: '4711' } } as const;
    for (let times = random.chance(0.9) ? 1 : 2; times > 0; times--) {
      this.ledger = (yes ? giveConsent : withdrawConsent)(told, this.ledger).reduce(evolveConsents, this.ledger);
    }
  }

  private wish(): Wish {
    const { random, now } = this;
    const purpose: MessagePurpose = random.chance(0.25) ? 'MARKETING' : random.pick(messagePurposes);
    const reply = random.chance(purpose === 'REPLY' ? 0.9 : 0.1);
    return {
      purpose,
      author: random.pick(['KAREN', 'SYSTEM', 'STAFF']),
      reply,
      legallyRequired: random.chance(0.07),
      conversation: random.chance(0.85)
        ? (random.pick([...this.world.conversations.slice(0, 1), ...this.world.conversations])?.id ?? null)
        : null,
      appointmentStart: random.chance(0.6) ? this.appointment : null,
      due: random.chance(0.25) ? now + random.int(-60, 4 * 24 * 60) * minute : null,
      latestUseful: random.chance(0.5) ? now + random.int(-30, 5 * 24 * 60) * minute : null,
    };
  }

  private question(wish: Wish): MessageQuestion {
    const { world, now } = this;
    const told = world.conversations.map(({ inbounds, ...talk }) => ({ ...talk, lastInboundAt: optional(inbounds.at(-1) ?? null) }));
    const conversation = told.find((one) => one.id === wish.conversation) ?? null;
    return {
      ...wish,
      purpose: wish.purpose as MessagePurpose, // made of `messagePurposes` above
      conversation,
      otherConversations: told.filter((one) => one !== conversation),
      phone: world.phone,
      email: world.email,
      consents: this.ledger,
      clinic: world.clinic,
      patientZone: world.patientZone,
      appointmentStart: optional(wish.appointmentStart),
      due: optional(wish.due),
      latestUseful: optional(wish.latestUseful),
      now: instant(now),
    };
  }
}

const instant = (time: number): Instant => new Date(time).toISOString() as Instant; // UTC with milliseconds

const optional = (time: number | null): Instant | null => (time === null ? null : instant(time));

/** Everything that was decided in the timeline of a seed, each decision with what was true at that moment. */
export const playTimeline = (seed: number, policy: Policy, steps = 30): readonly Asked[] => new Timeline(seed, policy).play(steps);
