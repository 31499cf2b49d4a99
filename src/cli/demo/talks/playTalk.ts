import { setTimeout as delay } from 'node:timers/promises';
import { instantOf } from '../../../domain/ids.ts';
import { quietPeriodAt } from '../../../domain/messaging/quietHours.ts';
import * as calcom from '../calcomBodies.ts';
import type { Server } from '../server.ts';
import { reasons } from '../stage.ts';
import type { DemoChatwoot } from './chatwoot.ts';
import type { LinkVisit, Talk, Turn } from './talk.ts';
import { messageCreated, referralOf, type StoredMessage } from './webhooks.ts';

export interface TalkStage {
  readonly server: Server;
  readonly chatwoot: DemoChatwoot;
  /** Chatwoot's number of the clinic's account. */
  readonly account: number;
  readonly signal: AbortSignal;
  /** Milliseconds for which an answer is waited for; default 60,000: a voice note takes twenty seconds, and a busy machine its time. */
  readonly patience?: number;
}

/** How far a conversation got. */
export interface PlayedTalk {
  readonly talk: Talk;
  /** An earlier run had begun it: whoever was cut off does not write the same again, and Karen's answer went elsewhere. */
  readonly begunBefore: boolean;
  /** She was asked, and said that she comes. */
  readonly saidYes: boolean;
  /** What did not come, in words; null when all did. */
  readonly missing: string | null;
}

/** Something that the script needs from Karen did not come. */
class Missing extends Error {}

const defaultPatience = 60_000;

/** Between two quick messages, in milliseconds. */
const breath = 250;

/** Plays one person's part of a conversation, and what follows from it: the link, the booking, her yes, the visit. */
export async function playTalk(talk: Talk, stage: TalkStage): Promise<PlayedTalk> {
  const numbers = numbered(talk);
  const played: PlayedTalk = { talk, begunBefore: false, saidYes: false, missing: null };
  try {
    const said = await say(talk, talk.asks, numbers, stage);
    if (said === null) return { ...played, begunBefore: true };
    if (talk.link === 'left alone') return played;
    const page = await stage.server.open(linkIn(said), talk.link === 'opened' ? browser : preview);
    return talk.books === null ? played : { ...played, saidYes: await book(talk, talk.books, metadataIn(page), numbers, stage) };
  } catch (error) {
    if (error instanceof Missing) return { ...played, missing: error.message };
    throw error;
  }
}

type Numbers = Iterator<number, never>;

function* numbered({ ids }: Talk): Generator<number, never> {
  for (let number = ids.message; ; number++) yield number;
}

/** Has her write, and waits for the answer; null when the server has had her words before. */
async function say(
  talk: Talk,
  { lines, answer }: Turn,
  numbers: Numbers,
  { server, chatwoot, account, signal, patience = defaultPatience }: TalkStage,
): Promise<StoredMessage | null> {
  const { conversation, message: first } = talk.ids;
  const heard = chatwoot.count(conversation);
  for (const [index, content] of lines.entries()) {
    if (index > 0) await delay(breath, undefined, { signal });
    const id = numbers.next().value;
    const contentAttributes = id === first ? referralOf(talk) : {};
    const receipt = await server.postChatwoot(
      messageCreated(talk, { id, by: 'patient', content, contentAttributes, at: new Date() }, account),
    );
    if (receipt === 'duplicate') return null;
  }
  const fits = ({ content }: StoredMessage, index: number): boolean =>
    index >= heard && (answer === 'words' || linkPattern.test(content ?? ''));
  const said = await chatwoot.said(conversation, fits, patience, signal);
  if (said === null) throw new Missing(`Karen sent ${answer === 'link' ? 'no link' : 'nothing'} within ${patience / 1_000} s`);
  return said;
}

const linkPattern = /https?:\S+\/b\/[\w.~-]+/;

const linkIn = ({ content }: StoredMessage): string => linkPattern.exec(content ?? '')?.[0] ?? '';

/** As the phone's own browser asks, and as WhatsApp does by itself for the picture below the message. */
const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const preview = 'WhatsApp/2.24.20.89 A';

/** What the link carries, as Cal.com reads it from its address and gives it back with the booking. */
const metadataIn = (page: URL): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.searchParams].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key ? [[key, value]] : [];
    }),
  );

/** Books, and plays what becomes of it; tells whether she said that she comes. */
async function book(
  talk: Talk,
  { visit: planned, ends, yes }: LinkVisit,
  link: calcom.Visit['link'],
  numbers: Numbers,
  stage: TalkStage,
): Promise<boolean> {
  const { server, chatwoot, signal, patience = defaultPatience } = stage;
  const now = new Date();
  const visit = { ...planned, link, bookedAt: now, person: { ...planned.person, timeZone: zoneAwake(now) } };
  const heard = chatwoot.count(talk.ids.conversation);
  await server.post(calcom.bookingCreated(visit));
  // A seed of long ago has visits that are over, and nobody is asked about those.
  const saysYes = yes !== null && visit.startsAt > now;
  if (saysYes) {
    const confirmed = await chatwoot.said(talk.ids.conversation, (_message, index) => index >= heard, patience, signal);
    if (confirmed === null) throw new Missing(`her visit was not confirmed within ${patience / 1_000} s`);
    await say(talk, yes, numbers, stage);
  }
  // Nobody waits for the day: the visit is over as soon as it is told so.
  if (ends === 'came' || ends === 'missed') await server.post(calcom.meetingEndedWrapped(visit));
  if (ends === 'missed')
    await server.post(calcom.noShowUpdated(visit, calcom.endOf(visit), [{ email: calcom.addressOf(visit.person), noShow: true }]));
  if (ends === 'cancelled') await server.post(calcom.bookingCancelled(visit, { at: new Date(), reason: reasons.cancelling[0] }));
  return saysYes;
}

const zones = ['America/Jamaica', 'Europe/London', 'Asia/Tokyo', 'Pacific/Auckland'];

/** A margin on both sides of the demo clinic's night, so that no night begins while the demo plays. */
const night = { from: '20:30', to: '08:05' };

/** Where whoever books is awake: a confirmation is something that we start, and waits for the end of her night. */
export const zoneAwake = (now: Date): string => zones.find((zone) => quietPeriodAt(instantOf(now), night, zone) === null) ?? 'UTC';
