import type { AnyEvent } from '../../../src/domain/catalogue.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import { type ConversationState, evolveConversation, unknownConversation } from '../../../src/domain/conversation/conversation.ts';
import type { ConversationReport, InboundReport } from '../../../src/domain/conversation/report.ts';
import { type ClinicSlug, type Instant, instantOf } from '../../../src/domain/ids.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { conversationId, conversationStream } from '../../../src/eventStore/commands/conversationIds.ts';
import { recordConversation } from '../../../src/eventStore/commands/recordConversation.ts';
import { karenProcess } from '../../../src/processes/karen/karen.ts';
import type { KarenParts, ReplyWish } from '../../../src/processes/karen/parts.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../../src/server/clinics.ts';
import { conversationReport, inbound } from '../conversationReports.ts';
import { createTestDatabase } from '../database.ts';
import { everything, memoryLog } from '../log.ts';
import { memoryCare } from '../memoryCare.ts';
import { demoSettings } from '../memoryClinic.ts';
import { memoryKaren } from '../memoryKaren.ts';
import { type Running, runProcesses } from './running.ts';

const clinic = 'oshun' as ClinicSlug;
const account = { host: 'chat.example.com', account: 7 };

/** The stream of Keisha's conversation on WhatsApp. */
export const keishasStream = conversationStream(clinic, conversationId(clinic, account, '1042'));

/** Karen's process on a virtual clock, with the log in memory and a sender that only remembers. */
export interface KarenStage {
  readonly log: Log;
  readonly clock: VirtualClock;
  readonly running: Running;
  /** What was asked to be sent, in order. */
  readonly sent: readonly ReplyWish[];
  /** A message of hers comes in, now unless it says when. */
  write(text: string | null, change?: Partial<InboundReport>): Promise<void>;
  /** Anything that Chatwoot tells of a conversation. */
  tell(report: ConversationReport): Promise<void>;
  /** Lets so many seconds pass, with all that falls due. */
  pass(seconds: number): Promise<void>;
  /** Events of a kind, in the log's order. */
  events<Type extends AnyEvent['type']>(type: Type): Promise<readonly Extract<AnyEvent, { type: Type }>[]>;
  conversation(): Promise<ConversationState>;
  close(): Promise<void>;
}

export interface KarenStageOptions extends Partial<Pick<KarenParts, 'karenOf' | 'send' | 'spent'>> {
  readonly settings?: ClinicSettings;
  readonly freeTimes?: readonly Instant[];
}

export async function karenStage({ settings = demoSettings, freeTimes = [], ...parts }: KarenStageOptions = {}): Promise<KarenStage> {
  const home = await createTestDatabase();
  const log = memoryLog();
  const clock = virtualClock(new Date('2026-10-05T18:03:00Z'));
  await configureFromFile(log, [settings], clock.now());
  const sent: ReplyWish[] = [];
  const process = karenProcess({
    ...memoryKaren(log, freeTimes),
    plansOf: memoryCare(log).plansOf,
    send: async (_log, wish) => sent.push(wish),
    ...parts,
  });
  const running = await runProcesses(home, { processes: [process], clock, log });
  let told = 0;
  const tell = async (report: ConversationReport): Promise<void> => {
    const id = `told ${++told}`;
    const cause = { id, correlationId: id, actor: 'chatwoot', channel: report.channel, occurredAt: report.at } as const;
    await recordConversation(log, clinic, report, { ...account, timeZone: settings.timeZone, pause: 2 * 3_600_000 }, cause);
  };
  return {
    log,
    clock,
    running,
    sent,
    tell,
    write: (text, change = {}) =>
      tell(conversationReport({ messages: [inbound(`m${told + 1}`, { at: instantOf(clock.now()), text, ...change })] })),
    pass: (seconds) => clock.runUntil(new Date(clock.now().getTime() + seconds * 1_000)),
    async events(type) {
      const its = (await everything(log)).map(({ event }) => event).filter((event) => event.type === type);
      return its as Extract<AnyEvent, { type: typeof type }>[]; // of that type
    },
    async conversation() {
      const its = (await everything(log)).filter(({ stream }) => stream === keishasStream);
      return its.reduce((state, { event }) => evolveConversation(state, event as never), unknownConversation); // of its category
    },
    async close() {
      await running.stop();
      await home.dispose();
    },
  };
}
