import { type AppendExpectedRevision, type AppendResult, NO_STREAM } from '@eventstore/db-client';
import { type Append, type Appended, EventStoreError } from '../port.ts';
import type { Connection } from './connection.ts';
import { refusalOf, unavailable, unknownOutcome } from './errors.ts';
import { positionText, proposed } from './record.ts';
import { createSlots } from './slots.ts';
import { within } from './within.ts';

/** Sends appends, a few at a time. */
export interface Appender {
  append(append: Append): Promise<Appended>;
  /** Resolves when nothing is in flight or waiting. */
  drained(): Promise<void>;
}

/**
 * Appends in flight. The client's stream buffers sixteen messages; what waits for a seventeenth is rejected where nobody can catch it
 * when the connection drops (44 unhandled rejections of 60 appends of 500 kB), and that ends the process.
 */
const inFlight = 12;

/** How much sooner than we the server gives up: an append that we called lost is then not written any more. */
const serversShare = 0.8;

export function createAppender(connection: Connection, timeout: number): Appender {
  const slots = createSlots(inFlight);

  async function send(append: Append): Promise<AppendResult> {
    const client = await connection.client();
    const { stream, expected, events } = append;
    const expectedRevision: AppendExpectedRevision = expected === 'noStream' ? NO_STREAM : BigInt(expected);
    try {
      const sent = client.appendToStream(stream, events.map(proposed), { expectedRevision, deadline: timeout * serversShare });
      return await within(sent, timeout, 'an append');
    } catch (error) {
      const refusal = refusalOf(append, error);
      if (refusal) throw refusal;
      // Answers to what failed with it would be errors that nobody can catch: the client must be gone before they come.
      connection.renew(client);
      throw unknownOutcome(error);
    }
  }

  return {
    async append(append) {
      const leave = await slots.take(timeout).catch((error: unknown) => {
        throw unavailable(error);
      });
      try {
        const { success, nextExpectedRevision, position } = await send(append);
        // Both are there on every server that tells positions at all.
        if (!success || !position) throw new EventStoreError('UNKNOWN_OUTCOME', 'the event store did not say where it wrote');
        return { revision: Number(nextExpectedRevision), position: positionText(position.commit) };
      } finally {
        leave();
      }
    },
    drained: () => slots.idle(),
  };
}
