import type { EventStore } from '../../../src/eventStore/port.ts';
import type { ChatwootGateway } from '../../../src/gateways/chatwoot/port.ts';
import { Killed } from '../log.ts';

/** A program that dies at the n-th moment at which it waits for something outside. */
export interface Mortal {
  /** How many such moments there were. */
  readonly moments: number;
  readonly isDead: () => boolean;
  /** What was about to happen, or had just happened, when it died. */
  readonly diedAt: string | null;
  store(of: EventStore): EventStore;
  chatwoot(of: ChatwootGateway): ChatwootGateway;
}

/** @param at from 1 on; infinity never */
export function mortal(at: number): Mortal {
  let moments = 0;
  let diedAt: string | null = null;

  /** Every call of a dead program fails, so that nothing follows from it. */
  function live(moment: string): void {
    if (diedAt === null) {
      moments += 1;
      if (moments === at) diedAt = moment;
    }
    if (diedAt !== null) throw new Killed(diedAt);
  }

  async function around<T>(name: string, work: () => Promise<T>): Promise<T> {
    live(`before ${name}`);
    const result = await work();
    live(`after ${name}`);
    return result;
  }

  return {
    get moments() {
      return moments;
    },
    get diedAt() {
      return diedAt;
    },
    isDead: () => diedAt !== null,
    store: (of) => ({
      ...of,
      append: (viewer, append) => around(`append ${append.events.map(({ type }) => type).join()}`, () => of.append(viewer, append)),
      readStream: (viewer, stream, options) => around(`read ${stream.split('-')[0]}`, () => of.readStream(viewer, stream, options)),
      readAll: (viewer, options) => around('read all', () => of.readAll(viewer, options)),
    }),
    chatwoot: (of) => ({
      canRead: of.canRead,
      restsUntil: of.restsUntil,
      trouble: of.trouble,
      heardFrom: of.heardFrom,
      post: (message, to) => around('post', () => of.post(message, to)),
      find: (stamp, to, since) => around('find', () => of.find(stamp, to, since)),
    }),
  };
}
