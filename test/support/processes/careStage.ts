import type { BookingReport } from '../../../src/domain/booking/report.ts';
import type { CarePlan } from '../../../src/domain/care/carePlan.ts';
import { configureClinic } from '../../../src/domain/clinic/clinic.ts';
import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import type { ConversationEvent } from '../../../src/domain/conversation/events.ts';
import type { MessageAbout } from '../../../src/domain/conversation/message.ts';
import { type BookingId, type ContactId, instantOf, type MessageId } from '../../../src/domain/ids.ts';
import { streamName } from '../../../src/domain/stream.ts';
import { idFrom } from '../../../src/eventStore/codec/envelope.ts';
import { type Cause, handle, type Log } from '../../../src/eventStore/commandHandler.ts';
import { carePlanId, readCarePlan } from '../../../src/eventStore/commands/carePlanStream.ts';
import { publishCareFiles } from '../../../src/eventStore/commands/publishCareTemplates.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { carePlans } from '../../../src/processes/carePlans/carePlans.ts';
import type { CareMessage, CareWays } from '../../../src/processes/carePlans/ways.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { shippedCare } from '../care.ts';
import { createTestDatabase } from '../database.ts';
import { memoryLog } from '../log.ts';
import { memoryCare } from '../memoryCare.ts';
import { demoSettings } from '../memoryClinic.ts';
import { runProcesses } from './running.ts';

/** What was asked to be sent, and when. */
export interface Said extends CareMessage {
  readonly at: string;
}

/** A clinic with its care plans at work on a virtual clock; what is to be sent is written down, and told to have been sent. */
export interface CareStage {
  readonly log: Log;
  readonly clock: VirtualClock;
  readonly said: readonly Said[];
  readonly errors: readonly unknown[];
  /** Carries a report about a booking out, and lets everything that follows happen. */
  book(name: string, report: BookingReport): Promise<BookingId>;
  /** Puts an event of a message into the contact's outreach stream, and lets everything that follows happen. */
  tell(contact: ContactId, event: ConversationEvent): Promise<void>;
  plan(booking: BookingId): Promise<CarePlan>;
  until(time: string): Promise<void>;
  /** Has asking for a message fail so many times. */
  fail(times: number): void;
  /** Lets everything that follows from what was appended happen. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** @param change what is different from the demo clinic */
export async function careStage(start: string, change: Partial<ClinicSettings> = {}): Promise<CareStage> {
  const home = await createTestDatabase();
  const log = memoryLog();
  const clock = virtualClock(new Date(start));
  const settings: ClinicSettings = { ...demoSettings, ...change };
  const clinic = settings.slug;
  const said: Said[] = [];
  let failures = 0;
  const cause = (name: string): Cause => ({
    id: name,
    correlationId: name,
    actor: 'system',
    channel: null,
    occurredAt: instantOf(clock.now()),
  });
  await handle(log, {
    clinic,
    stream: streamName('clinic', clinic),
    fold: folds.clinic,
    cause: cause('settings'),
    step: 'configure',
    subject: null,
    decide: (state) => configureClinic(settings, state),
  });
  await publishCareFiles(log, clinic, shippedCare.templates, cause('templates'));

  const tell = (contact: ContactId, name: string, event: ConversationEvent): Promise<unknown> =>
    handle(log, {
      clinic,
      stream: streamName('outreach', clinic, contact),
      fold: folds.outreach,
      cause: cause(name),
      step: 'tell',
      subject: contact,
      decide: () => [event],
    });
  const ways: CareWays = {
    async sayToContact(message, acting) {
      failures -= 1;
      if (failures >= 0) throw new Error('the sender is broken');
      const at = instantOf(clock.now());
      said.push({ ...message, at });
      const id = idFrom(clinic, 'message', acting.cause.id) as MessageId; // a UUID of ours
      const { purpose, booking, appointmentVersion, careStep } = message;
      await tell(message.contact, acting.cause.id, messageSent(id, { purpose, booking, appointmentVersion, careStep }, at));
    },
    ...memoryCare(log),
    formLink: ({ carePlan }) => `https://clinic.example/f/${carePlan}`,
  };
  const running = await runProcesses(home, { processes: [carePlans(ways)], clock, log });
  return {
    log,
    clock,
    said,
    errors: running.errors,
    async book(name, report) {
      const { booking } = await recordBooking(log, clinic, report, cause(name));
      await running.settled();
      return booking;
    },
    async tell(contact, event) {
      await tell(contact, idFrom('told', contact, JSON.stringify(event)), event);
      await running.settled();
    },
    async plan(booking) {
      const plan = await readCarePlan(log, clinic, carePlanId(clinic, booking));
      if (!plan) throw new Error('the booking has no care plan');
      return plan;
    },
    fail(times) {
      failures = times;
    },
    settled: () => running.settled(),
    until: (time) => clock.runUntil(new Date(time)),
    async close() {
      await running.stop();
      await home.dispose();
    },
  };
}

/** Chatwoot has a message of ours. */
export const messageSent = (message: MessageId, about: MessageAbout, at: ReturnType<typeof instantOf>): ConversationEvent => ({
  type: 'MessageSent',
  data: {
    message,
    externalId: null,
    at,
    author: 'KAREN',
    staff: null,
    about,
    holdsUntil: null,
    canReply: null,
    standing: null,
    text: null,
    attachments: [],
  },
});

/** How each step of a plan stands: `sun SCREENED`. */
export const standing = ({ steps }: CarePlan): readonly string[] =>
  steps.map(({ id, status, because }) => (because === null ? `${id} ${status}` : `${id} ${status} ${because}`));
