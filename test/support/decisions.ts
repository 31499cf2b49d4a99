import type { ActionChosen, IntentClassified } from '../../src/domain/conversation/decisionEvents.ts';
import type { MessageId } from '../../src/domain/ids.ts';
import { at } from './conversationReports.ts';

/** What was understood of a message, as an event's data; tests change what they are about. */
export const classifiedData = (message: MessageId, change: Partial<IntentClassified['data']> = {}): IntentClassified['data'] => ({
  message,
  together: [],
  at: at('18:05'),
  intent: 'booking',
  procedure: 'botox',
  confidence: 0.87,
  abstained: false,
  by: { stage: 'offline', model: 'offline', promptHash: null, latencyMs: 1 },
  spent: null,
  ...change,
});

/** What Karen chose to do about it. */
export const chosenData = (message: MessageId, change: Partial<ActionChosen['data']> = {}): ActionChosen['data'] => ({
  message,
  together: [],
  at: at('18:05'),
  offered: ['answer', 'suggest_booking', 'hand_off'],
  chosen: [{ action: 'suggest_booking', procedure: 'botox', startsAt: null }],
  ignored: [],
  passedOver: null,
  by: { stage: 'offline', model: 'offline', promptHash: null, latencyMs: 1 },
  spent: null,
  introduces: true,
  answers: 1,
  reply: 'Botox it is! [LINK]',
  ...change,
});
