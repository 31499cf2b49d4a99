import { setTimeout as delay } from 'node:timers/promises';
import type { BookingReport } from '../../../src/domain/booking/report.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import { type BookingId, type Instant, instantOf } from '../../../src/domain/ids.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { recordConversation } from '../../../src/eventStore/commands/recordConversation.ts';
import { isPassing } from '../../../src/processes/passing.ts';
import type { ChatwootAccount } from '../chatwoot/account.ts';
import type { ChatwootConversation } from '../chatwoot/model.ts';
import { conversationReport, inbound } from '../conversationReports.ts';
import { fixtureSettings } from '../memoryClinic.ts';
import { bookingReport } from '../reports.ts';

/** A zone in which it is between noon and one, so that neither quiet hours nor the windows of steps play a part. */
function zoneAtNoon(now: Date): string {
  const ahead = 12 - now.getUTCHours();
  // These names count the other way: Etc/GMT-3 is three hours ahead.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** The demo clinic with the account of the Chatwoot stand-in, where it is noon now. */
export const clinicAtNoon = (now: Date): ClinicSettings => ({ ...fixtureSettings, timeZone: zoneAtNoon(now) });

/** Carries a command out for as long as what it needs is away, as the inbox does. */
async function untilThere<T>(carryOut: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await carryOut();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await delay(50);
    }
  }
}

/** Of the Chatwoot stand-in, as the ids of its conversations have it. */
export const host = 'chat.example.com';

const phoneOf = (k: number): string => `+1876555${1_000 + k}`;

/** The k-th person writes to the clinic by WhatsApp, just now. Gives the conversation as Chatwoot has it. */
export async function writesFirst(log: Log, settings: ClinicSettings, account: ChatwootAccount, k: number): Promise<ChatwootConversation> {
  const phone = phoneOf(k);
  const conversation = account.addConversation(account.addContact({ name: `Person ${k}`, phone }));
  const message = account.addMessage(conversation, { content: 'How much is laser?' });
  const at = instantOf(message.createdAt);
  const identifiers = [
    { kind: 'WHATSAPP', value: phone },
    { kind: 'PHONE', value: phone },
  ] as const;
  const report = conversationReport({
    externalId: String(conversation.id),
    address: conversation.sourceId,
    startedAt: at,
    at,
    standing: { value: 'OPEN', at },
    person: { name: `Person ${k}`, identifiers, at, namedAt: at, namedBy: 'PROFILE' },
    messages: [inbound(String(message.id), { at, text: message.content })],
  });
  const { slug, timeZone } = settings;
  const cause = { id: `wrote ${k}`, correlationId: `wrote ${k}`, actor: 'chatwoot', channel: 'WHATSAPP', occurredAt: at } as const;
  const where = { host, account: account.id, timeZone, pause: 0 };
  await untilThere(() => recordConversation(log, slug, report, where, cause));
  return conversation;
}

/** When a visit is. */
export interface VisitTime {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** The k-th person books her laser treatment, just now. */
export async function books(log: Log, { slug, timeZone }: ClinicSettings, k: number, time: VisitTime): Promise<BookingId> {
  const at = instantOf(new Date());
  const report: BookingReport = bookingReport({
    booker: { name: `Person ${k}`, identifiers: [{ kind: 'PHONE', value: phoneOf(k) }] },
    details: { uid: `uid-${k}`, iCalUid: null, at, ...time, timeZone, kind: 'TREATMENT', procedure: 'laser-hair-removal' },
  });
  const cause = { id: `booked ${k}`, correlationId: `booked ${k}`, actor: 'cal.com', channel: null, occurredAt: at } as const;
  return (await untilThere(() => recordBooking(log, slug, report, cause))).booking;
}
