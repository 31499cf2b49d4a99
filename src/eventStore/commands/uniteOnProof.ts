import type { ContactState } from '../../domain/contact/contact.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import { decideToUnite } from '../../domain/merges/merges.ts';
import { isSamePerson, type VouchedNumber } from '../../domain/merges/proof.ts';
import { streamName } from '../../domain/stream.ts';
import { type Cause, handle, type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';
import { mergesStream } from './readFamily.ts';

/** Whom WhatsApp gives the number of another contact. */
export interface Proof {
  readonly contact: ContactId;
  /** What is known of her. */
  readonly learnt: ContactState;
  readonly vouched: VouchedNumber;
}

/**
 * Merges the number's owner into the contact where they are surely one person (docs/decisions/015-merging.md); else the suspicion stands.
 * What staff split stays split. Fails with VERSION_CONFLICT as `handle` does.
 */
export async function uniteOnProof(log: Log, clinic: ClinicSlug, { contact, learnt, vouched }: Proof, cause: Cause): Promise<void> {
  const { owner, account, number } = vouched;
  const { state } = await load(log, clinic, streamName('contact', clinic, owner), folds.contact);
  if (!isSamePerson(learnt, state, vouched)) return;
  await handle(log, {
    clinic,
    stream: mergesStream(clinic),
    fold: folds.merges,
    cause,
    step: `unite ${owner} with ${contact}`,
    subject: owner,
    decide: (merges) =>
      decideToUnite({ one: owner, other: contact, rule: 'WHATSAPP_NUMBER', evidence: [account, number], at: cause.occurredAt }, merges),
  });
}
