import type { Clock } from '../../domain/clock.ts';
import type { MessageAbout } from '../../domain/conversation/message.ts';
import type { BookingId, ClinicSlug, ConversationId, MessageId } from '../../domain/ids.ts';
import { consentFor, type MessagePurpose } from '../../domain/messaging/purpose.ts';
import type { StaffTaskKind } from '../../domain/task/task.ts';
import { conversationStream, outreachStream } from '../../eventStore/commands/conversationIds.ts';
import { appendTo, contactOf, foldOf, homeNamed, loadHome, outboxOf, readRequest } from '../../eventStore/commands/messageHome.ts';
import { raiseTask } from '../../eventStore/commands/raiseTask.ts';
import type { People } from '../../eventStore/commands/weighMessage.ts';
import type { ChatwootOf } from '../../gateways/chatwoot/port.ts';
import { type Acting, type DueEffect, defineProcess, type Issue } from '../process.ts';
import { gaveUp, send } from './send.ts';

export interface SendingOptions {
  readonly chatwoot: ChatwootOf;
  readonly people: People;
  readonly clock: Clock;
  /**
   * Milliseconds after which an attempt without an answer is done with, whatever Chatwoot was doing: longer than a request may wait and be
   * worked at there (rack-timeout: 30 s and 15 s). Default 60,000. Raise behind slow proxies; lower and a message may reach her twice.
   */
  readonly patience?: number;
  /** Hears of every message that is handed over; `again` after an attempt of which nobody knows what became: it may be there twice. */
  readonly onAttempt?: (clinic: ClinicSlug, kind: 'first' | 'afterRefusal' | 'again') => void;
}

/** What an effect of this process holds. */
interface Held {
  readonly stream: string;
  readonly about: MessageAbout;
}

const planned = ({ stream, about }: Held): Pick<Issue, 'about' | 'version' | 'usefulUntil'> => ({
  about: stream,
  version: about.appointmentVersion ?? 0,
  // The policy says when a message comes too late, and what follows from that.
  usefulUntil: null,
});

/** A task for staff; it waits for no message that is still to be sent there. */
const task = (of: Held, kind: StaffTaskKind, reason: string): readonly Issue[] =>
  // Nobody rings her about an advertisement.
  consentFor(of.about.purpose) === 'MARKETING'
    ? []
    : [
        {
          type: 'issue',
          purpose: 'leaveToStaff',
          ...planned(of),
          data: { kind, reason, booking: of.about.booking },
          lane: `${of.stream} tasks`,
        },
      ];

/**
 * Hands over to Chatwoot what is wanted, one message at a time in each conversation, and finds out what became of it.
 * docs/decisions/014-sending.md says what happens when anything of that dies on the way.
 */
export const sending = (options: SendingOptions) =>
  defineProcess({
    name: 'sending',
    version: 1,
    reactsTo: ['MessageRequested', 'MessageDeferred', 'MessageRedirected', 'MessageSuppressed', 'MessageOutcomeUnknown', 'MessageFailed'],
    async react({ stream, event }, { load }) {
      const { about, message } = event.data;
      // Chatwoot's rules and other bots may write what nobody asked us for.
      if (about === null) return [];
      const of: Held = { stream, about };
      switch (event.type) {
        case 'MessageRequested':
          return [{ type: 'issue', purpose: 'send', ...planned(of), data: { message } }];
        case 'MessageDeferred':
          return [{ type: 'setTimer', purpose: 'send', ...planned(of), data: { message }, dueAt: event.data.until }];
        case 'MessageRedirected':
          return [
            {
              type: 'issue',
              purpose: 'redirect',
              ...planned(of),
              data: { message, into: event.data.into, as: event.data.as },
              lane: `${stream} redirections`,
            },
          ];
        case 'MessageSuppressed':
          return event.data.task === null ? [] : task(of, 'MESSAGE_NOT_SENT', event.data.task);
        case 'MessageOutcomeUnknown':
          return task(
            of,
            'MESSAGE_OUTCOME_UNKNOWN',
            `Chatwoot did not say whether it has this ${named(about.purpose)} message: look, and send it if it is not there.`,
          );
        case 'MessageFailed': {
          const { own } = outboxOf(await load(stream, foldOf(homeNamed(stream))));
          const wasTaken = own.some((one) => one.message === message && one.externalId !== null);
          const kind = wasTaken ? 'MESSAGE_FAILED' : 'MESSAGE_NOT_SENT';
          return task(of, kind, `${wasTaken ? 'The channel' : 'Chatwoot'} refused this ${named(about.purpose)} message.`);
        }
        default:
          event satisfies never;
          return [];
      }
    },
    deeds: {
      send: { carryOut: (effect, acting) => send(options, effect, acting), gaveUp },
      redirect: { carryOut: redirect },
      leaveToStaff: { carryOut: leaveToStaff },
    },
  });

const named = (purpose: MessagePurpose): string => purpose.toLowerCase().replaceAll('_', ' ');

// Effects hold what the reactions above put into them: ids of ours, and words of ours.

/** Asks for the message where it goes instead. */
async function redirect({ about: stream, data }: DueEffect, { log, cause }: Acting): Promise<void> {
  const home = homeNamed(stream);
  const request = await readRequest(log, home, data.message as MessageId);
  const contact = contactOf(home, (await loadHome(log, home)).state);
  if (request === null || contact === null) return;
  const into = data.into as ConversationId | null;
  const elsewhere = homeNamed(into === null ? outreachStream(home.clinic, contact) : conversationStream(home.clinic, into));
  // What she wrote here was not written there, and the law asks for an answer only where she asked.
  const there = { answers: null, legallyRequired: false, due: null };
  const as = { ...request, ...there, message: data.as as MessageId, at: cause.occurredAt, insteadOf: request.message };
  await appendTo(log, elsewhere, () => [{ type: 'MessageRequested', data: as }], cause);
}

async function leaveToStaff({ about: stream, data }: DueEffect, { log, cause }: Acting): Promise<void> {
  const home = homeNamed(stream);
  const contact = contactOf(home, (await loadHome(log, home)).state);
  if (contact === null) return;
  const { conversation, clinic } = home;
  const of = { kind: data.kind as StaffTaskKind, reason: String(data.reason), booking: data.booking as BookingId | null };
  await raiseTask(log, clinic, { ...of, contact, conversation }, cause);
}
