import type { Spent } from '../../domain/conversation/decisionEvents.ts';
import { spentIn } from '../../domain/conversation/spending.ts';
import type { ReadModel } from '../readModel.ts';

/** What was spent on models, and for how many answers. */
export interface SpendingRow extends Spent {
  readonly answers: number;
}

/** What each clinic's assistant spent on models, a row a month. */
export const spending: ReadModel<SpendingRow> = {
  name: 'spending',
  version: 1,
  table: 'assistant_spending',
  key: { month: 'text' },
  keys({ event, metadata }) {
    const its = spentIn(event);
    return its ? [{ clinic: metadata.clinic, key: [its.month] }] : [];
  },
  evolve(row = nothing, { event }) {
    const its = spentIn(event);
    if (!its) return row;
    const { promptTokens, completionTokens, microDollars } = its.spent;
    return {
      answers: row.answers + 1,
      promptTokens: row.promptTokens + promptTokens,
      completionTokens: row.completionTokens + completionTokens,
      microDollars: row.microDollars + microDollars,
    };
  },
  columns: { micro_dollars: { type: 'bigint', read: (row) => row.microDollars } },
};

const nothing: SpendingRow = { answers: 0, promptTokens: 0, completionTokens: 0, microDollars: 0 };
