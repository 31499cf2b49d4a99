import type { Money } from '../domain/clinic/settings.ts';

/** The month, as `2027-03` in UTC, whose spending a budget limits: models are billed by it. */
export const monthOf = (instant: string): string => instant.slice(0, 7);

/** The currency in which models are paid, and so budgets are counted. */
export const budgetCurrency = 'USD';

/**
 * Tells whether a model may be asked once more. Spending is known when an answer is in: what is under way at that moment may exceed the
 * budget by as many answers.
 * @param spent millionths of a US dollar
 */
export const isWithinBudget = (budget: Money | null, spent: number): boolean => budget === null || spent < budget.amount * 1_000_000;
