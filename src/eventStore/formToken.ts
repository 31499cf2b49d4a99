import { parse, stringify } from 'uuid';
import type { CarePlanId, ClinicSlug, ContactId } from '../domain/ids.ts';
import type { KeyStore } from './keys/keyStore.ts';
import { openToken, sealToken } from './sealedToken.ts';

/**
 * Whose form a link opens, once its signature holds. It has no date of its own: until when the form is open follows from the plan's visit,
 * so that a link that she got holds for the visit that was put off, too.
 */
export interface FormToken {
  readonly carePlan: CarePlanId;
  readonly contact: ContactId;
}

const version = 1;
const bytes = 33;

/** Makes the token of a plan's form. Of one plan and contact it is always the same; 66 characters beside the clinic's slug. */
export const writeFormToken = (keys: KeyStore, clinic: ClinicSlug, { carePlan, contact }: FormToken): Promise<string> =>
  sealToken(keys, clinic, 'form', Buffer.concat([Buffer.from([version]), parse(carePlan), parse(contact)]));

/** Reads a token of the clinic; null when it is another clinic's, opens something else, or was tampered with. */
export async function readFormToken(keys: KeyStore, clinic: ClinicSlug, text: string): Promise<FormToken | null> {
  const content = await openToken(keys, clinic, 'form', text);
  if (content === null || content.byteLength !== bytes || content.readUInt8(0) !== version) return null;
  // Ids of ours, as they were packed.
  return { carePlan: stringify(content.subarray(1, 17)) as CarePlanId, contact: stringify(content.subarray(17)) as ContactId };
}
