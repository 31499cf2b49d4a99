import type { Clock } from '../../../src/domain/clock.ts';
import { instantOf } from '../../../src/domain/ids.ts';
import type { ChatwootGateway, Destination, OutboundMessage } from '../../../src/gateways/chatwoot/port.ts';

/** A message as it was taken. */
export interface TakenMessage extends OutboundMessage {
  readonly to: Destination;
  readonly externalId: string;
}

/** A Chatwoot that takes every message, gives it a new id, and sends no webhooks of its own. */
export function memoryChatwoot(clock: Clock): ChatwootGateway & { readonly taken: readonly TakenMessage[] } {
  const taken: TakenMessage[] = [];
  const storedAs = ({ externalId, to }: TakenMessage) => ({
    conversation: to.type === 'conversation' ? to.conversation : `9${externalId}`,
    message: externalId,
    at: instantOf(new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000)),
    address: to.type === 'conversation' ? null : to.recipient.phone,
  });
  return {
    taken,
    canRead: true,
    restsUntil: () => null,
    trouble: () => null,
    heardFrom() {},
    async post(message, to) {
      const one = { ...message, to, externalId: String(990_001 + taken.length) };
      taken.push(one);
      return { type: 'stored', stored: storedAs(one) };
    },
    async find(stamp) {
      const one = taken.find((other) => other.stamp === stamp);
      return one ? { type: 'found', stored: storedAs(one) } : { type: 'absent' };
    },
  };
}
