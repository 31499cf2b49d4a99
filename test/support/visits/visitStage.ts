import type { BookingReport } from '../../../src/domain/booking/report.ts';
import type { Channel } from '../../../src/domain/channel.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import type { ConversationReport } from '../../../src/domain/conversation/report.ts';
import { known } from '../../../src/domain/event.ts';
import { type BookingId, type ClinicSlug, type ConversationId, type Instant, instantOf, type MessageId } from '../../../src/domain/ids.ts';
import { type Cause, type Log, load } from '../../../src/eventStore/commandHandler.ts';
import { conversationStream } from '../../../src/eventStore/commands/conversationIds.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { recordConversation } from '../../../src/eventStore/commands/recordConversation.ts';
import { requestMessage } from '../../../src/eventStore/commands/requestMessage.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import type { EventStore } from '../../../src/eventStore/port.ts';
import type { Process } from '../../../src/processes/process.ts';
import { sending } from '../../../src/processes/sending/sending.ts';
import { outreachTo } from '../../../src/processes/visits/outreach.ts';
import { visitProcesses } from '../../../src/processes/visits/visitProcesses.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../../src/server/clinics.ts';
import { memoryChatwoot, type TakenMessage } from '../chatwoot/memoryChatwoot.ts';
import { createTestDatabase } from '../database.ts';
import { everything, memoryLog } from '../log.ts';
import { fixtureSettings } from '../memoryClinic.ts';
import { memoryPeople } from '../memoryPeople.ts';
import { processesInMemory } from '../processes/inMemory.ts';
import { runProcesses } from '../processes/running.ts';

const clinic = 'oshun' as ClinicSlug; // as the demo's file has it

/** What a message about a visit, or a follow-up, came to. */
export interface Letter {
  readonly at: Instant;
  /** Null where it went nowhere. */
  readonly channel: Channel | null;
  /** `text`, the name of the template, `staffTask`, or why it was not sent. */
  readonly as: string;
  readonly purpose: string;
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A clinic on a virtual clock, with all at work that sends and says something of a visit, and a Chatwoot that takes what is handed to it. */
export interface VisitStage {
  readonly log: Log;
  readonly errors: readonly unknown[];
  /** What Chatwoot was handed. */
  readonly taken: readonly TakenMessage[];
  /** In the order in which they went out, or did not. */
  letters(): Promise<readonly Letter[]>;
  book(report: BookingReport): Promise<BookingId>;
  chat(report: ConversationReport): Promise<ConversationId>;
  /** Has Karen share the booking link in a conversation. */
  shareLink(conversation: ConversationId, text: string): Promise<void>;
  /** The cause of what somebody does now. */
  cause(name: string): Cause;
  /** Lets time pass until a moment, with all that it brings. */
  until(moment: string): Promise<void>;
  close(): Promise<void>;
}

/** The fixtures' clinic with templates for every message, so that WhatsApp takes them outside its window too. */
export const clinicWithTemplates: ClinicSettings = {
  ...fixtureSettings,
  messageTemplates: (['CONFIRMATION', 'RESCHEDULED', 'CANCELLED', 'REMINDER', 'FOLLOW_UP'] as const).map((purpose) => ({
    purpose,
    channel: 'WHATSAPP',
    name: `visit_${purpose.toLowerCase()}`,
    language: 'en',
    category: 'utility',
    parameters: purpose === 'FOLLOW_UP' ? ['name', 'clinic'] : ['name', 'procedure', 'when'],
  })),
};

export interface VisitStageOptions {
  readonly start: string;
  readonly settings?: ClinicSettings;
  /** What the processes see of the store: then it is the real runner that runs them, on a database. Default: they run in memory. */
  readonly storeSeen?: (store: EventStore) => EventStore;
}

export async function visitStage({ start, settings = clinicWithTemplates, storeSeen }: VisitStageOptions): Promise<VisitStage> {
  const log = memoryLog();
  const clock = virtualClock(new Date(start));
  await configureFromFile(log, [settings], clock.now());
  const chatwoot = memoryChatwoot(clock);
  const people = memoryPeople(log);
  const processes = [sending({ chatwoot: () => chatwoot, people, clock }), ...visitProcesses(outreachTo(people))];
  const { errors, close } = await atWork(processes, log, clock, storeSeen);
  let count = 0;
  const cause = (name: string): Cause => {
    const id = `${name} ${++count}`;
    return { id, correlationId: id, actor: 'system', channel: null, occurredAt: instantOf(clock.now()) };
  };
  const settled = () => clock.runUntil(clock.now());
  return {
    log,
    errors,
    taken: chatwoot.taken,
    cause,
    close,
    letters: () => lettersIn(log),
    async book(report) {
      const { booking } = await recordBooking(log, clinic, report, cause('delivery of Cal.com'));
      await settled();
      return booking;
    },
    async chat(report) {
      const account = { host: 'chat.example.com', account: 7, timeZone: settings.timeZone, pause: 7_200_000 };
      const conversation = await recordConversation(log, clinic, report, account, cause('delivery of Chatwoot'));
      await settled();
      return conversation;
    },
    async shareLink(conversation, text) {
      const { state } = await load(log, clinic, conversationStream(clinic, conversation), folds.conversation);
      if (state.status === 'unknown') throw new Error('there is no such conversation');
      const about = { purpose: 'BOOKING_LINK', booking: null, appointmentVersion: null, careStep: null } as const;
      const wish = { clinic, contact: state.contact, conversation, author: 'KAREN', about, wording: { text, values: null } } as const;
      await requestMessage(log, people, { ...wish, answers: state.inbound }, { ...cause('answer'), actor: 'karen' });
      await settled();
    },
    until: (moment) => clock.runUntil(new Date(moment)),
  };
}

async function atWork(
  processes: readonly Process[],
  log: Log,
  clock: VirtualClock,
  storeSeen: VisitStageOptions['storeSeen'],
): Promise<Pick<VisitStage, 'errors' | 'close'>> {
  if (!storeSeen) return { errors: (await processesInMemory(log, clock, processes)).errors, async close() {} };
  const home = await createTestDatabase();
  const running = await runProcesses(home, { processes, clock, log: { ...log, store: storeSeen(log.store) } });
  return {
    errors: running.errors,
    async close() {
      await running.stop();
      await home.dispose();
    },
  };
}

async function lettersIn(log: Log): Promise<readonly Letter[]> {
  const events = (await everything(log)).map(({ event }) => event);
  const wanted = new Map<MessageId, Pick<Letter, 'text' | 'values' | 'purpose'>>();
  return events.flatMap((event): Letter[] => {
    if (event.type === 'MessageRequested') {
      const { message, about, text, values } = event.data;
      if (about.booking === null && about.purpose !== 'FOLLOW_UP') return [];
      wanted.set(message, { purpose: about.purpose, text: known(text) ?? '', values: (values && known(values)) ?? {} });
    }
    if (event.type !== 'MessageAttempted' && event.type !== 'MessageSuppressed') return [];
    const letter = wanted.get(event.data.message);
    if (!letter) return [];
    const { at } = event.data;
    return event.type === 'MessageAttempted'
      ? [{ at, channel: event.data.channel, as: event.data.template ?? 'text', ...letter }]
      : [{ at, channel: null, as: event.data.task === null ? event.data.reason : 'staffTask', ...letter }];
  });
}
