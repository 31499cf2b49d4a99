import type { Money } from '../domain/clinic/settings.ts';

/**
 * Tells whether a model may be asked once more. Spending is known when an answer is in: what is under way at that moment may exceed the
 * budget by as many answers.
 * @param budget in US dollars, as models are paid; the clinic file takes no other currency
 * @param spent millionths of a US dollar
 */
export const isWithinBudget = (budget: Money | null, spent: number): boolean => budget === null || spent < budget.amount * 1_000_000;
