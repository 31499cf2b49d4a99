import type { KnownConversation } from '../domain/conversation/conversation.ts';
import type { MessageReceived } from '../domain/conversation/events.ts';
import { ownerOf } from '../domain/conversation/owner.ts';
import { type ClinicSlug, type Instant, instantOf } from '../domain/ids.ts';
import { idFrom, type LoggedEvent } from '../eventStore/codec/envelope.ts';
import type { Cause } from '../eventStore/commandHandler.ts';
import { conversationOf, foldOf, homeNamed } from '../eventStore/commands/messageHome.ts';
import { type Acting, type DueEffect, type Looking, Postponed, type SetTimer } from './process.ts';

/** How long she may go on writing before she is answered, in milliseconds: what comes in that time is answered together. */
const settle = 4_000;

/** For so long after she wrote an answer is still one, in milliseconds: it goes out at any hour since she is awake. */
const useful = 3_600_000;

const later = (at: Instant, milliseconds: number): Instant => instantOf(new Date(Date.parse(at) + milliseconds));

/** When an answer to a message is not one any more: what lay somewhere for hours is answered by people, who see when she wrote. */
const usefulUntil = (at: Instant): Instant => later(at, settle + useful);

/** Plans to answer a message of hers, once she has stopped writing; what a machine wrote for her gets no answer. */
export async function planAnswer(
  purpose: string,
  { stream, event }: LoggedEvent<MessageReceived>,
  { now, load }: Looking,
): Promise<readonly SetTimer[]> {
  if (event.data.automatic || usefulUntil(event.data.at) < now) return [];
  const state = conversationOf(await load(stream, foldOf(homeNamed(stream))));
  if (state === null) return [];
  const planned = { purpose, about: stream, version: 0, data: { inbound: state.inbound } };
  return [{ type: 'setTimer', ...planned, dueAt: later(now, settle), usefulUntil: usefulUntil(event.data.at) }];
}

/** A conversation in which she waits for an answer. */
export interface Answerable {
  readonly clinic: ClinicSlug;
  readonly state: KnownConversation;
  /** Names what is answered: two effects that come to it give one answer. */
  readonly cause: Cause;
  /** Until when it is one. */
  readonly usefulUntil: Instant | null;
}

/**
 * Looks whether a planned answer is still due: null when she wrote again, which is answered with the rest, or when it is not the assistant's turn.
 * Throws {@link Postponed} while another message of ours is under way: what is said after it depends on whether it goes out.
 */
export async function answerable(
  { about: stream, data, usefulUntil: until }: DueEffect,
  { load, now, cause }: Acting,
): Promise<Answerable | null> {
  const home = homeNamed(stream);
  const state = conversationOf(await load(stream, foldOf(home)));
  if (state === null || state.inbound > Number(data.inbound) || ownerOf(state) !== 'ASSISTANT') return null;
  if (state.outstanding.some(({ deferredUntil }) => deferredUntil === null))
    throw new Postponed(later(now, settle), 'a message of ours is under way');
  return {
    clinic: home.clinic,
    state,
    cause: { ...cause, id: idFrom(stream, 'answer', state.inbound), actor: 'karen', channel: state.channel },
    usefulUntil: until,
  };
}
