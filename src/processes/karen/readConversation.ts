import type { KnownConversation } from '../../domain/conversation/conversation.ts';
import type { MessageState } from '../../domain/conversation/messageState.ts';
import type { Instant } from '../../domain/ids.ts';
import type { LoggedEvent } from '../../eventStore/codec/envelope.ts';
import { type Log, load } from '../../eventStore/commandHandler.ts';
import { folds } from '../../eventStore/folds.ts';
import { foldRows } from '../../projections/foldBatch.ts';
import { messages } from '../../projections/messages/model.ts';
import { clinicOf } from '../looking.ts';

/** A conversation as it stood at one revision: its state, and its latest messages with their words, oldest first. */
export interface ReadConversation {
  readonly state: KnownConversation;
  readonly messages: readonly MessageState[];
  /** When a reply of ours last said that no more messages come; null: not lately. */
  readonly stopConfirmedAt: Instant | null;
}

/** Events of a conversation's end that are read for its words: enough for what a person remembers of a chat. */
const remembered = 150;

/** Reads a conversation from the log; null where there is none. */
export async function readConversation(log: Log, stream: string): Promise<ReadConversation | null> {
  const { state, revision } = await load(log, clinicOf(stream), stream, folds.conversation);
  if (state.status === 'unknown') return null;
  const from = Math.max(0, revision + 1 - remembered);
  // What was appended since is not in the state: it is left to who comes after it.
  const records = await log.store.readStream(log.viewer, stream, { from, limit: revision + 1 - from });
  const events = await log.codec.decode(records);
  const rows = foldRows(messages, events).map(({ row }) => row.message);
  return { state, messages: rows.toSorted(byTime), stopConfirmedAt: stopConfirmedIn(events) };
}

const byTime = (a: MessageState, b: MessageState): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

const stopConfirmedIn = (events: readonly LoggedEvent[]): Instant | null =>
  events.reduce<Instant | null>((last, { event }) => {
    const confirms =
      event.type === 'ActionChosen' &&
      event.data.reply !== null &&
      event.data.chosen.some((one) => one.action === 'opt_out' && one.purpose === 'TRANSACTIONAL');
    return confirms ? event.data.at : last;
  }, null);
