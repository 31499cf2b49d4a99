import { ownerOf } from '../../domain/conversation/owner.ts';
import { type Instant, instantOf, type MessageId } from '../../domain/ids.ts';
import { type Acting, type DueEffect, defineProcess, type Process, type SetTimer } from '../process.ts';
import { carryOutChosen, replyUseful } from './carryOutChosen.ts';
import { leaveToPerson } from './leaveToPerson.ts';
import type { KarenParts } from './parts.ts';
import { understandAndChoose, waitingWith } from './understandAndChoose.ts';

/** For so long Chatwoot may take to write down what a voice note says, in milliseconds. */
const transcription = 20_000;

/** What is older is part of a conversation that Karen was never in, in milliseconds. */
const mostAge = 86_400_000;

/**
 * Karen at work: she reads what a patient writes once it seems to be all, decides, and says in events what she understood and what she does;
 * the second half follows from the event alone. Whatever she does not get to is a person's.
 */
export function karenProcess(parts: KarenParts): Process {
  const { settle = 4_000 } = parts;
  const decideAbout = (stream: string, message: MessageId, at: Instant, now: Instant, wait: number): SetTimer => ({
    type: 'setTimer',
    purpose: 'decide',
    about: stream,
    version: 0,
    data: { message },
    dueAt: later(now, wait),
    usefulUntil: later(at, wait + replyUseful),
  });
  return defineProcess({
    name: 'karen',
    version: 1,
    reactsTo: ['MessageReceived', 'MessageTranscribed', 'ActionChosen'],
    react({ stream, event }, { now }) {
      const { at } = event.data;
      switch (event.type) {
        case 'MessageReceived': {
          const { message, automatic, text } = event.data;
          if (automatic || Date.parse(now) - Date.parse(at) > mostAge) return [];
          return [decideAbout(stream, message, at, now, text === null ? transcription : settle)];
        }
        case 'MessageTranscribed':
          return Date.parse(now) - Date.parse(at) > mostAge ? [] : [decideAbout(stream, event.data.message, at, now, settle)];
        case 'ActionChosen':
          return [{ type: 'issue', purpose: 'carryOut', about: stream, version: 0, usefulUntil: later(at, replyUseful) }];
        default:
          return event satisfies never;
      }
    },
    deeds: {
      decide: {
        carryOut: (effect, acting) => understandAndChoose(parts, effect, acting),
        tooLate: (effect, acting) => leaveIfWaiting('tooLate', effect, acting),
        gaveUp: (effect, acting) => leaveIfWaiting('failed', effect, acting),
      },
      carryOut: {
        carryOut: (effect, acting) => carryOutChosen(parts, effect, acting),
        tooLate: (effect, acting) => leaveToPerson('tooLate', effect, acting, acting.cause),
        gaveUp: (effect, acting) => leaveToPerson('failed', effect, acting, acting.cause),
      },
    },
  });
}

async function leaveIfWaiting(need: 'tooLate' | 'failed', effect: DueEffect, acting: Acting): Promise<void> {
  const waiting = await waitingWith(effect, acting);
  if (waiting !== null && ownerOf(waiting.conversation.state) === 'ASSISTANT') await leaveToPerson(need, effect, acting, acting.cause);
}

const later = (at: Instant, milliseconds: number): Instant => instantOf(new Date(Date.parse(at) + milliseconds));
