import type { DomainEvent } from '../event.ts';
import type { ActionChosen, IntentClassified, Spent } from './decisionEvents.ts';

/** The month, as `2027-03` in UTC, whose spending a budget limits: models are billed by it. */
export const monthOf = (instant: string): string => instant.slice(0, 7);

/** What a model was paid for with an event, and in which month; null for any other event. */
export function spentIn(event: DomainEvent): { readonly month: string; readonly spent: Spent } | null {
  if (!isDecision(event) || event.data.spent === null) return null;
  return { month: monthOf(event.data.at), spent: event.data.spent };
}

const isDecision = (event: DomainEvent): event is IntentClassified | ActionChosen =>
  event.type === 'IntentClassified' || event.type === 'ActionChosen';
