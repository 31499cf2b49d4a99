import type { AskedMessage, ConversationContext, Turn, Visit } from '../../src/assistant/conversationContext.ts';
import { createKaren, type Karen, type KarenOptions } from '../../src/assistant/karen.ts';
import { createOfflineModel } from '../../src/assistant/offline/offlineModel.ts';
import { createChat } from '../../src/assistant/openai/chat.ts';
import { createOpenAiComposer } from '../../src/assistant/openai/openaiComposer.ts';
import { createOpenAiModel } from '../../src/assistant/openai/openaiModel.ts';
import type { FreeTime } from '../../src/assistant/ports.ts';
import { type Ears, understand } from '../../src/assistant/understanding/understand.ts';
import type { Understanding } from '../../src/assistant/understanding/understanding.ts';
import type { Intent } from '../../src/domain/conversation/intent.ts';
import type { BookingId, Instant } from '../../src/domain/ids.ts';
import type { Answer } from './chatModelServer.ts';
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

/** What a chat server for Karen answers: to her ear, and to her composer. */
export interface ModelAnswers {
  /** Null: it answers nothing that can be read. */
  readonly heard: { readonly intent: Intent; readonly confidence: number; readonly procedure: string | null } | null;
  readonly said: string;
}

/** A chat server as `startChatModelServer` takes it: the ear asks for a schema, the composer for text. */
export const modelAnswers =
  ({ heard, said }: ModelAnswers) =>
  (body: string): Answer => ({
    content: body.includes('"json_schema"') ? (heard === null ? 'Sure! Happy to help.' : JSON.stringify(heard)) : said,
    usage: { prompt: 1_000, completion: 50 },
  });

/** Karen with a model at an address. */
export function karenWith(url: string, change: Partial<KarenOptions> & { readonly timeoutMilliseconds?: number } = {}): Karen {
  const { timeoutMilliseconds = 5_000, ...options } = change;
  const chat = { apiKey: 'key', baseUrl: url, model: 'small', retries: 0, timeoutMilliseconds };
  const openai = { ear: createOpenAiModel({ ...chat, catalogue: demoSettings }), composer: createOpenAiComposer(createChat(chat)) };
  return createKaren({ offline, openai, clock: () => 0, ...options });
}
