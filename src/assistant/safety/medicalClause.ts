import { readMessage } from '../language/reading.ts';
import { isMedicalConcern } from './medicalConcern.ts';

/** Where a new thought may begin: what is said in one takes nothing back from the other. */
const seams = /[.!?;,\n…]+|\b(?:anyways?|btw|by the way|lol|lmao|haha\w*|hehe\w*)\b/i;

/** "Work emergency, have to cancel": so few words report no danger to anybody's body. */
const fewestWords = 3;

/**
 * Tells whether a part of a message reports a danger by itself: "I see double since this morning, anyway, how much is a facial?".
 * The rule for whole messages weighs "how much" against it. Of the labelled set no line is heard wrongly for it.
 */
export const hasMedicalClause = (text: string): boolean =>
  text.split(seams).some((clause) => clause.trim().split(/\s+/).length >= fewestWords && isMedicalConcern(readMessage(clause)));
