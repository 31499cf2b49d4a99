import type { BookingId } from '../../src/domain/ids.ts';
import { parseStreamName } from '../../src/domain/stream.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import type { ComingToBook } from '../../src/processes/attribution.ts';
import { everything } from './log.ts';

/** What read models say of how people come to book, read off a log in memory in which nobody is merged. */
export const memoryComingToBook = (log: Log): ComingToBook => ({
  areUpToDate: async () => true,
  async lastWroteOn(clinic, contact, from, to) {
    const events = (await everything(log)).filter(({ metadata }) => metadata.clinic === clinic);
    const channels = new Map(
      events.flatMap(({ stream, event }) =>
        event.type === 'ConversationStarted' && event.data.contact === contact ? [[stream, event.data.channel] as const] : [],
      ),
    );
    const wrote = events.flatMap(({ stream, event }) => {
      const channel = channels.get(stream);
      const counts = event.type === 'MessageReceived' && !event.data.automatic && event.data.at >= from && event.data.at <= to;
      return channel && counts ? [{ channel, at: event.data.at }] : [];
    });
    return wrote.toSorted((a, b) => (a.at < b.at ? -1 : 1)).at(-1)?.channel ?? null;
  },
  async bookingsOf(clinic, contact) {
    const streams = (await everything(log)).flatMap(({ stream, event, metadata }) =>
      metadata.clinic === clinic && 'contact' in event.data && event.data.contact === contact ? [parseStreamName(stream)] : [],
    );
    return [...new Set(streams.flatMap((name) => (name?.category === 'booking' && name.id ? [name.id as BookingId] : [])))]; // such a stream's id is one
  },
});
