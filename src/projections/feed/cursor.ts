import type { Position } from '../../eventStore/port.ts';
import { FeedError } from './port.ts';

/** A place in a feed: a change by its number within its event, or a checkpoint, which is after all changes of its event. */
export interface FeedPlace {
  readonly position: Position;
  readonly seq: number;
}

/** Before everything. */
export const origin: FeedPlace = { position: '0'.repeat(20) as Position, seq: 0 };

/** After everything: where no entry can be. */
export const farthest: FeedPlace = { position: '9'.repeat(20) as Position, seq: 0 }; // of the shape that positions have

const lastSeq = 999_999;

/** The place after all that happened up to a position. */
export const after = (position: Position | null): FeedPlace => (position === null ? origin : { position, seq: lastSeq });

const pad = (seq: number): string => String(seq).padStart(6, '0');

/** Writes a cursor; cursors of one log sort in its order. */
export const writeCursor = (logId: string, { position, seq }: FeedPlace): string => `${logId.slice(0, 8)}.${position}.${pad(seq)}`;

/** Reads a cursor. Fails with BAD_USER_INPUT when it is none, CURSOR_EXPIRED when it is of another log. */
export function readCursor(logId: string, cursor: string): FeedPlace {
  const match = /^([0-9a-f]{8})\.(\d{20})\.(\d{6})$/.exec(cursor);
  if (!match) throw new FeedError('BAD_USER_INPUT', 'this is not a cursor of a feed');
  if (match[1] !== logId.slice(0, 8))
    throw new FeedError('CURSOR_EXPIRED', 'this cursor belongs to another event log; query afresh and subscribe without it');
  return { position: match[2] as Position, seq: Number(match[3]) }; // the pattern is the position's own
}

export const comparePlaces = (a: FeedPlace, b: FeedPlace): number =>
  a.position === b.position ? a.seq - b.seq : a.position < b.position ? -1 : 1;
