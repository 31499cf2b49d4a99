import type { Channel } from '../../../src/domain/channel.ts';
import { someClinic } from './clinics.ts';
import type { Saying, Talk, World } from './facts.ts';
import { nightAround } from './law/timeLaw.ts';
import type { Random } from './random.ts';
import { clockChanges } from './wallClocks.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const patientZones = [
  ...[null, null, 'America/Jamaica', 'America/New_York', 'Europe/London'],
  ...['America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland', 'Kingston'],
];
const phones = [null, '+18765550142', '+16585550142', '+12125550142', '+442079460142'];
const emails = [null, 'keisha@example.com', '18765550142@sms.cal.com'];
const whatsAppAddresses = [
  ...['18765550142', 'whatsapp:+16585550142', '12125550142', 'whatsapp:+13055550142', '17875550142', '18005550142'],
  ...['JM.1349', 'US.1349', 'IN.ENT.1349', null],
];
const talkChannels: readonly Channel[] = [
  ...(['WHATSAPP', 'WHATSAPP', 'WHATSAPP', 'INSTAGRAM', 'INSTAGRAM', 'FACEBOOK'] as const),
  ...(['WEB_WIDGET', 'WEB_WIDGET', 'EMAIL', 'SMS', 'API', 'DIRECT'] as const),
];

/** A clinic, and a patient of whom nothing is known; every other timeline is about to pass a night on which clocks are changed. */
export function beginning(random: Random): { readonly world: World; readonly now: number } {
  const clinic = someClinic(random);
  const changes = clockChanges(random.pick([clinic.timeZone, 'America/New_York', 'Europe/London']));
  const someDay = Date.UTC(2026, 9, 1) + random.int(0, 500) * day + random.int(0, 1_439) * minute;
  const now = changes.length > 0 && random.chance(0.5) ? random.pick(changes) - random.int(0, 24) * hour : someDay;
  return { world: { clinic, patientZone: null, phone: null, email: null, conversations: [], sayings: [], visit: null }, now };
}

/** When the next thing happens: soon, or at a moment at which a rule turns, to the millisecond. */
export function nextMoment(world: World, now: number, random: Random): number {
  if (random.chance(0.4)) return now + random.int(0, 600) * minute;
  const windows = world.conversations.flatMap((one) => one.inbounds.slice(-1)).flatMap((at) => [at + day, at + 7 * day]);
  const night = nightAround(world, now + 12 * hour);
  const turns = [...windows, ...(night === null ? [] : [night.from, night.to]), world.visit ?? now].filter((one) => one > now);
  if (turns.length === 0 || random.chance(0.3)) return now + random.int(0, 3 * 24 * 60) * minute;
  return Math.max(now, random.pick(turns) + random.pick([-1, 0, 0, 1, -minute, minute, -30_000, -hour]));
}

/** What happens at a moment: she writes, agrees, withdraws, books, leaves; or the clinic changes its settings. */
export function happen(world: World, now: number, random: Random): World {
  const what = random.int(0, 11);
  if (what <= 3) return what === 3 && world.conversations.length < 5 ? begun(world, now, random) : written(world, now, random);
  if (what <= 5) return { ...world, sayings: [...world.sayings, someSaying(world, now, random)] };
  if (what === 6) return { ...world, phone: random.pick(phones), email: random.pick(emails) };
  if (what === 7) return { ...world, visit: someVisit(world, now, random), patientZone: random.pick(patientZones) };
  if (what === 8) return { ...world, visit: null };
  if (what === 9) return changed(world, random, (talk) => ({ ...talk, visitorLeft: !talk.visitorLeft }));
  if (what === 10) return changed(world, random, (talk) => ({ ...talk, canReply: !talk.canReply }));
  return { ...world, clinic: { ...someClinic(random), timeZone: world.clinic.timeZone } };
}

function begun(world: World, now: number, random: Random): World {
  const channel = random.pick(talkChannels);
  const address = channel === 'WHATSAPP' ? random.pick(whatsAppAddresses) : null;
  const inbounds = random.chance(0.8) ? [now] : [];
  const id = `c${world.conversations.length + 1}`;
  return { ...world, conversations: [{ id, channel, address, inbounds, canReply: true, visitorLeft: false }, ...world.conversations] };
}

/** The window opens again, she is there, and the conversation comes first. */
function written(world: World, now: number, random: Random): World {
  if (world.conversations.length === 0) return begun(world, now, random);
  const talk = random.pick(world.conversations);
  const again: Talk = { ...talk, inbounds: [...talk.inbounds, now], canReply: true, visitorLeft: false };
  return { ...world, conversations: [again, ...world.conversations.filter((one) => one !== talk)] };
}

function changed(world: World, random: Random, to: (talk: Talk) => Talk): World {
  if (world.conversations.length === 0) return world;
  const talk = random.pick(world.conversations);
  return { ...world, conversations: world.conversations.map((one) => (one === talk ? to(one) : one)) };
}

/** What she said of being written to; it may become known only days later. */
const someSaying = (world: World, now: number, random: Random): Saying => ({
  yes: random.chance(0.6),
  channel: random.chance(0.35) ? null : random.pick(['WHATSAPP', 'EMAIL', 'SMS', ...world.conversations.map((one) => one.channel)]),
  purpose: random.pick(['TRANSACTIONAL', 'MARKETING']),
  at: random.chance(0.7) ? now : now - random.int(0, 3 * 24 * 60) * minute,
});

/** A visit, often so early that quiet hours end only after it began. */
function someVisit(world: World, now: number, random: Random): number {
  const night = nightAround(world, now + 12 * hour);
  const early = night === null ? now + 10 * hour : Math.max(now + minute, night.to + random.pick([0, random.int(-180, 30)]) * minute);
  return random.pick([early, now + random.int(10, 900) * minute, now + random.int(1, 10 * 24 * 60) * minute]);
}
