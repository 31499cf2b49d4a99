import type { ClinicSettings } from '../../../src/domain/clinic/settings.ts';
import type { ConversationEvent } from '../../../src/domain/conversation/events.ts';
import type { MessageState } from '../../../src/domain/conversation/messageState.ts';
import { type ClinicSlug, type ContactId, type ConversationId, instantOf } from '../../../src/domain/ids.ts';
import type { StaffTaskRaised } from '../../../src/domain/task/task.ts';
import type { Log } from '../../../src/eventStore/commandHandler.ts';
import { type MessageWish, type RequestOutcome, requestMessage } from '../../../src/eventStore/commands/requestMessage.ts';
import { chatwootClient } from '../../../src/gateways/chatwoot/client.ts';
import type { ChatwootGateway } from '../../../src/gateways/chatwoot/port.ts';
import type { Process } from '../../../src/processes/process.ts';
import { type SendingOptions, sending } from '../../../src/processes/sending/sending.ts';
import { type VirtualClock, virtualClock } from '../../../src/scheduling/virtualClock.ts';
import { configureFromFile } from '../../../src/server/clinics.ts';
import { createChatwootAccount } from '../chatwoot/account.ts';
import { type ChatwootServer, startChatwootServer } from '../chatwoot/chatwootServer.ts';
import type { ChatwootConversation, ChatwootMessage } from '../chatwoot/model.ts';
import { everything, memoryLog } from '../log.ts';
import { fixtureSettings, type MemoryClinic, memoryClinic } from '../memoryClinic.ts';
import { memoryPeople } from '../memoryPeople.ts';
import { type ProcessesInMemory, processesInMemory } from '../processes/inMemory.ts';

export interface StageOptions {
  readonly settings?: Partial<ClinicSettings>;
  /** Null: the clinic has none. Default: the server's. */
  readonly userToken?: string | null;
  /** Null: nothing can be sent. */
  readonly gateway?: null;
  /** When she writes her first message. Default: a Monday at one in the afternoon. */
  readonly start?: Date;
  readonly channel?: Parameters<ChatwootServer['account']['addConversation']>[1];
  /** Default: the process `sending` alone. */
  readonly processes?: (options: SendingOptions, log: Log) => readonly Process[];
}

/** A clinic in memory that sends to a Chatwoot over HTTP, on a virtual clock; Keisha has written a first message. */
export interface SendingStage {
  readonly chatwoot: ChatwootServer;
  readonly conversation: ChatwootConversation;
  readonly log: Log;
  readonly clock: VirtualClock;
  readonly clinic: MemoryClinic;
  readonly processes: ProcessesInMemory;
  /** How often a message was handed over, and as what. */
  readonly attempts: readonly string[];
  /** Asks for a message to her, by default a reply of Karen to her last one. */
  ask(wish?: Partial<MessageWish>, name?: string): Promise<RequestOutcome>;
  /** Carries out the webhooks that Chatwoot has made so far, in this order. */
  deliverWebhooks(order?: (bodies: readonly string[]) => readonly string[]): Promise<void>;
  /** She writes, and the webhook is carried out. */
  writes(content: string): Promise<ChatwootMessage>;
  /** Lets so many seconds pass, with all that happens in them. */
  pass(seconds: number): Promise<void>;
  /** What our messages came to, in the order in which they were wanted. */
  sent(): Promise<readonly MessageState[]>;
  tasks(): Promise<readonly StaffTaskRaised['data'][]>;
  /** The types of all events about our messages. */
  said(): Promise<readonly ConversationEvent['type'][]>;
  close(): Promise<void>;
}

const slug = 'oshun' as ClinicSlug; // as the demo's file has it

export async function sendingStage(options: StageOptions = {}): Promise<SendingStage> {
  const { start = new Date('2026-10-05T18:03:20.000Z'), processes: make = (outside) => [sending(outside)] } = options;
  const clock = virtualClock(start);
  const chatwoot = await startChatwootServer({ account: createChatwootAccount({ now: clock.now }) });
  const bodies: string[] = [];
  chatwoot.account.onWebhook = (body) => bodies.push(body);
  const log = memoryLog();
  await configureFromFile(log, [{ ...fixtureSettings, ...options.settings }], start);
  const clinic = memoryClinic(log, () => instantOf(clock.now()));
  const people = memoryPeople(log);
  const attempts: string[] = [];
  const userToken = options.userToken === undefined ? chatwoot.tokens.user : options.userToken;
  const gateway: ChatwootGateway | null =
    options.gateway === null
      ? null
      : chatwootClient({ url: chatwoot.url, account: 7, botToken: chatwoot.tokens.bot, userToken, clock, timeout: 150, pause: 1 });
  const outside: SendingOptions = { chatwoot: () => gateway, people, clock, onAttempt: (_clinic, kind) => attempts.push(kind) };
  const processes = await processesInMemory(log, clock, make(outside, log));
  const conversation = chatwoot.account.addConversation(
    chatwoot.account.addContact({ name: 'Keisha Brown', phone: '+18765550142', email: 'keisha.brown@example.com' }),
    options.channel,
  );

  async function deliverWebhooks(order: (all: readonly string[]) => readonly string[] = (all) => all): Promise<void> {
    for (const body of order(bodies.splice(0))) await clinic.deliver(body, 'CHATWOOT');
    await clock.runUntil(clock.now());
  }

  const events = () => everything(log);

  async function known(): Promise<{ contact: ContactId; id: ConversationId; inbound: number }> {
    const all = await events();
    const started = all.flatMap(({ event }) => (event.type === 'ConversationStarted' ? [event.data] : []))[0];
    if (!started) throw new Error('she has not written yet');
    const inbound = all.filter(({ event }) => event.type === 'MessageReceived' && !event.data.automatic).length;
    return { contact: started.contact, id: started.conversation, inbound };
  }

  async function writes(content: string): Promise<ChatwootMessage> {
    const message = chatwoot.account.addMessage(conversation, { content });
    await deliverWebhooks();
    return message;
  }

  await writes('How much is Botox?');
  return {
    chatwoot,
    conversation,
    log,
    clock,
    clinic,
    processes,
    attempts,
    deliverWebhooks,
    writes,
    async ask(wish = {}, name = 'a test') {
      const { contact, id, inbound } = await known();
      const now = instantOf(clock.now());
      const cause = { id: name, correlationId: name, actor: 'karen', channel: null, occurredAt: now } as const;
      return requestMessage(
        log,
        people,
        {
          clinic: slug,
          contact,
          conversation: id,
          author: 'KAREN',
          about: { purpose: 'REPLY', booking: null, appointmentVersion: null, careStep: null },
          wording: { text: 'From 45,000', values: null },
          answers: inbound,
          ...wish,
        },
        cause,
      );
    },
    async pass(seconds) {
      await clock.runUntil(new Date(clock.now().getTime() + seconds * 1_000));
    },
    async sent() {
      const { messages } = await clinic.look();
      return messages.filter(({ direction, about }) => direction === 'OUTBOUND' && about !== null);
    },
    tasks: async () => (await events()).flatMap(({ event }) => (event.type === 'StaffTaskRaised' ? [event.data] : [])),
    said: async () =>
      (await events()).flatMap(
        ({ event }) =>
          event.type.startsWith('Message') && event.type !== 'MessageReceived' ? [event.type as ConversationEvent['type']] : [], // by its name
      ),
    close: () => chatwoot.close(),
  };
}

/** An outbound message that a clinic starts: it waits for the end of quiet hours. */
export const reminder: Partial<MessageWish> = {
  author: 'SYSTEM',
  about: { purpose: 'REMINDER', booking: null, appointmentVersion: null, careStep: null },
  wording: { text: 'Your visit is tomorrow at 10:00', values: { name: 'Keisha', procedure: 'Botox', when: 'tomorrow at 10:00' } },
  answers: null,
};
