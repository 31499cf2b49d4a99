import type { BookingPaid } from '../../../src/domain/booking/events.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { LoggedEvent } from '../../../src/eventStore/codec/envelope.ts';
import type { Fold, Log } from '../../../src/eventStore/commandHandler.ts';
import type { Acting, DueEffect } from '../../../src/processes/process.ts';
import { everything } from '../log.ts';

/** What test processes do: they write a note into a stream of their own. An event that the catalogue has stands for it. */
const journal: Fold<readonly string[], BookingPaid> = {
  name: 'notes',
  version: 1,
  initial: [],
  evolve: (notes, { data }) => [...notes, data.uid],
};

/** Appends a note about a stream, caused by the effect. */
export const note = (acting: Acting, { about }: Pick<DueEffect, 'about'>, text: string): Promise<unknown> =>
  acting.issue({
    stream: `task-${about.slice(about.indexOf('-') + 1)}`,
    fold: journal,
    subject: null,
    decide: () => [{ type: 'BookingPaid', data: { uid: text, at: acting.now } }],
  });

export interface Note {
  readonly about: string;
  readonly text: string;
  readonly at: Instant;
  readonly event: LoggedEvent;
}

/** Every note in the log, in its order. */
export const notesIn = async (log: Log): Promise<readonly Note[]> =>
  (await everything(log)).flatMap((event) =>
    event.stream.startsWith('task-') && event.event.type === 'BookingPaid'
      ? [{ about: event.stream, text: event.event.data.uid, at: event.event.data.at, event }]
      : [],
  );

export const texts = (notes: readonly Note[]): readonly string[] => notes.map(({ text }) => text);
