import type { BookingReport } from '../../../src/domain/booking/report.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import type { ConversationReport } from '../../../src/domain/conversation/report.ts';
import type { BookingId, ClinicSlug, ConversationId } from '../../../src/domain/ids.ts';
import { instantOf } from '../../../src/domain/ids.ts';
import { type Cause, type Log, load } from '../../../src/eventStore/commandHandler.ts';
import { conversationStream } from '../../../src/eventStore/commands/conversationIds.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { recordConversation } from '../../../src/eventStore/commands/recordConversation.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import type { EventStore } from '../../../src/eventStore/port.ts';
import { conversationInRows } from '../../../src/processes/visits/conversationInRows.ts';
import type { Outreach } from '../../../src/processes/visits/outreach.ts';
import { visitProcesses } from '../../../src/processes/visits/visitProcesses.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../../src/server/clinics.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { everything, memoryLog } from '../log.ts';
import { fixtureSettings } from '../memoryClinic.ts';
import { type Running, runProcesses } from '../processes/running.ts';
import { projectUpTo } from '../projectUpTo.ts';
import { type Letter, letterbox } from './letterbox.ts';

const clinic = 'oshun' as ClinicSlug;

/** A clinic on a virtual clock, with the processes of a visit and a sender that asks the real policy. */
export interface VisitStage {
  readonly log: Log;
  readonly clock: VirtualClock;
  readonly letters: readonly Letter[];
  readonly running: Running;
  book(report: BookingReport): Promise<BookingId>;
  chat(report: ConversationReport): Promise<ConversationId>;
  /** Has Karen answer in a conversation. */
  reply(conversation: ConversationId, text: string): Promise<void>;
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
    parameters: ['name', 'procedure', 'when'],
  })),
};

export interface VisitStageOptions {
  readonly start: string;
  readonly settings?: ClinicSettings;
  /** What the processes see of the store; default: it as it is. */
  readonly storeSeen?: (store: EventStore) => EventStore;
}

export async function visitStage({
  start,
  settings = clinicWithTemplates,
  storeSeen = (store) => store,
}: VisitStageOptions): Promise<VisitStage> {
  const home: TestDatabase = await createTestDatabase();
  const log = memoryLog();
  const clock = virtualClock(new Date(start));
  await configureFromFile(log, [settings], clock.now());
  const { letters, request } = letterbox();
  const outreach: Outreach = { conversationOf: conversationInRows(home.database), request };
  const seen: Log = { ...log, store: storeSeen(log.store) };
  const running = await runProcesses(home, { processes: visitProcesses(outreach), clock, log: seen });
  let count = 0;
  const cause = (name: string): Cause => {
    const id = `${name} ${++count}`;
    return { id, correlationId: id, actor: 'system', channel: null, occurredAt: instantOf(clock.now()) };
  };
  return {
    log,
    clock,
    letters,
    running,
    cause,
    async book(report) {
      const booking = await recordBooking(log, clinic, report, cause('delivery of Cal.com'));
      await running.settled();
      return booking;
    },
    async chat(report) {
      const account = { host: 'chat.example.com', account: 7, timeZone: settings.timeZone, pause: 7_200_000 };
      const conversation = await recordConversation(log, clinic, report, account, cause('delivery of Chatwoot'));
      const last = (await everything(log)).at(-1);
      if (last) await projectUpTo(log, home, last.position);
      await running.settled();
      return conversation;
    },
    async reply(conversation, text) {
      const state = (await load(log, clinic, conversationStream(clinic, conversation), folds.conversation)).state;
      if (state.status === 'unknown') throw new Error('there is no such conversation');
      const about = { purpose: 'REPLY', booking: null, appointmentVersion: null, careStep: null } as const;
      const wish = { clinic, contact: state.contact, conversation, about, wording: { text, values: {} }, usefulUntil: null };
      await request(log, wish, { ...cause('answer'), actor: 'karen' });
      await running.settled();
    },
    until: (moment) => clock.runUntil(new Date(moment)),
    async close() {
      await running.stop();
      await home.dispose();
    },
  };
}
