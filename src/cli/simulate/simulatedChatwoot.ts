import type { Clock } from '../../domain/clock.ts';
import { instantOf } from '../../domain/ids.ts';
import type { ChatwootGateway, Destination, Recipient, StoredMessage } from '../../gateways/chatwoot/port.ts';

/** A Chatwoot that takes every message and delivers none. */
export interface SimulatedChatwoot {
  readonly gateway: ChatwootGateway;
  /** What was handed over so far, in its order: the text of each. */
  readonly handed: readonly string[];
}

/** Ids of its own begin here, so that they are none of a scenario's. */
const firstId = 9_000_001;

/** The simulated Chatwoot. It sends no echoes: they say again what its answers said. */
export function simulatedChatwoot(clock: Clock): SimulatedChatwoot {
  const handed: string[] = [];
  const opened = new Map<string, string>();
  const stored = new Map<string, StoredMessage>();

  /** One conversation an inbox and address, as WhatsApp's inboxes lock theirs. */
  function conversationOf(to: Destination): string {
    if (to.type === 'conversation') return to.conversation;
    const name = `${to.inbox} ${addressOf(to.recipient)}`;
    const known = opened.get(name) ?? String(firstId + opened.size);
    opened.set(name, known);
    return known;
  }

  return {
    handed,
    gateway: {
      canRead: true,
      restsUntil: () => null,
      trouble: () => null,
      heardFrom() {},
      async post({ stamp, text }, to) {
        handed.push(text);
        const one: StoredMessage = {
          conversation: conversationOf(to),
          message: String(firstId + handed.length),
          at: instantOf(clock.now()),
          address: to.type === 'newConversation' ? addressOf(to.recipient) : null,
        };
        stored.set(stamp, one);
        return { type: 'stored', stored: one };
      },
      async find(stamp) {
        const found = stored.get(stamp);
        return found ? { type: 'found', stored: found } : { type: 'absent' };
      },
    },
  };
}

/** A phone as WhatsApp has it, without its plus. */
const addressOf = ({ phone, email }: Recipient): string | null => phone?.replace('+', '') ?? email;
