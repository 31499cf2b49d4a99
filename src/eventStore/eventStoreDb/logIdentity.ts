import { randomUUID } from 'node:crypto';
import { EventStoreError, type NewEvent } from '../port.ts';
import type { Appender } from './appends.ts';
import type { Reader } from './reads.ts';

/** Not a name that a stream of ours can have: it shows in no read and in no subscription. */
const identityStream = 'logIdentity';

const tries = 4;

/** The id of the log's first identity event, appended by the first process that asks. A log copied event by event gets its own; a restored backup goes on with the same. */
export async function identifyLog(reader: Reader, appender: Appender): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const [identity] = await reader.stream(identityStream, { limit: 1 });
    if (identity) return identity.id;
    try {
      await appender.append({ stream: identityStream, expected: 'noStream', events: [identified()] });
    } catch (error) {
      // Whoever was faster, or we after all: the next look tells.
      const settled = error instanceof EventStoreError && (error.code === 'VERSION_CONFLICT' || error.code === 'UNKNOWN_OUTCOME');
      if (!settled || attempt === tries) throw error;
    }
  }
}

const identified = (): NewEvent => ({
  id: randomUUID(),
  type: 'LogIdentified',
  data: Buffer.from('{"comment":"the id of this event is the id of this log"}'),
  metadata: new Uint8Array(),
});
