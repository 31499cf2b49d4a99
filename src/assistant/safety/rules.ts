import type { Intent, MessageContext } from '../../domain/conversation/intent.ts';
import type { Reading } from '../language/reading.ts';
import { isMedicalConcern } from './medicalConcern.ts';
import { isOptOut } from './optOut.ts';
import { readPlainReply } from './plainReply.ts';

/** How often the rules are right: 99 of 100 lines of the labelled set that they decide (docs/eval.md). */
export const ruleConfidence = 0.99;

/** The intent that does not depend on any model: danger first, then the wish to be left alone, then plain replies. Null for all else. */
export function ruledIntent(reading: Reading, context: MessageContext | null): Intent | null {
  if (isMedicalConcern(reading)) return 'medical_concern';
  if (isOptOut(reading)) return 'opt_out';
  return readPlainReply(reading, context);
}
