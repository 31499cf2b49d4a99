import type { AskedMessage, ConversationContext, Turn, Visit } from '../../src/assistant/conversationContext.ts';
import { createOfflineModel } from '../../src/assistant/offline/offlineModel.ts';
import type { FreeTime } from '../../src/assistant/ports.ts';
import { type Ears, understand } from '../../src/assistant/understanding/understand.ts';
import type { Understanding } from '../../src/assistant/understanding/understanding.ts';
import type { BookingId, Instant } from '../../src/domain/ids.ts';
import { at, messageOf } from './conversationReports.ts';
import { demoSettings } from './memoryClinic.ts';

/** Monday 5 October 2026, 1 pm in Jamaica. */
export const now = at('18:00');

/** One ear for all tests: it takes a moment to make. */
export const offline = createOfflineModel(demoSettings);

/** A message of hers by its text. */
export const wrote = (text: string | null, change: Partial<AskedMessage> = {}): AskedMessage => ({
  message: messageOf('1'),
  at: now,
  text,
  hasAttachments: text === null,
  ...change,
});

/** What Karen knows when Keisha writes in the middle of a conversation; tests change what they are about. */
export const contextOf = (text: string, change: Partial<ConversationContext> = {}): ConversationContext => ({
  clinic: demoSettings,
  now,
  channel: 'WHATSAPP',
  firstName: 'Keisha',
  introduced: true,
  mayReply: true,
  stopConfirmed: false,
  asked: [wrote(text)],
  situation: null,
  situationVisit: null,
  turns: [],
  visits: [],
  offeredTimes: [],
  ...change,
});

/** Keisha's consultation: Wednesday 14 October 2026, 10 am in Jamaica. */
export const visitOf = (change: Partial<Visit> = {}): Visit => ({
  booking: '00000000-0000-4000-8000-00000000b001' as BookingId, // of a UUID's shape
  appointmentVersion: 1,
  status: 'SCHEDULED',
  kind: 'CONSULTATION',
  procedure: 'botox',
  startsAt: '2026-10-14T15:00:00.000Z' as Instant,
  manage: { move: 'https://cal.com/reschedule/uid-one', cancel: 'https://cal.com/booking/uid-one?cancel=true' },
  ...change,
});

export const turn = (by: Turn['by'], text: string, change: Partial<Turn> = {}): Turn => ({
  by,
  text,
  at: at('17:50'),
  purpose: null,
  ...change,
});

/** Three times: Tuesday 10 am, Wednesday 2:30 pm and Friday 10 am in Jamaica. */
export const threeTimes: readonly FreeTime[] = [
  { startsAt: '2026-10-06T15:00:00.000Z' as Instant, words: 'Tuesday 6 October at 10:00 am (Jamaica time)' },
  { startsAt: '2026-10-07T19:30:00.000Z' as Instant, words: 'Wednesday 7 October at 2:30 pm (Jamaica time)' },
  { startsAt: '2026-10-09T15:00:00.000Z' as Instant, words: 'Friday 9 October at 10:00 am (Jamaica time)' },
];

/** Understands with the offline ear alone, unless the test says otherwise. */
export const understood = (context: ConversationContext, ears: Partial<Ears> = {}): Promise<Understanding> =>
  understand(context, { offline, openai: null, clock: () => 0, ...ears });
