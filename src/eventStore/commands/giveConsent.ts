import { consentsOf } from '../../domain/contact/contact.ts';
import type { ClinicSlug, ContactId } from '../../domain/ids.ts';
import { type ConsentSaying, giveConsent as decide } from '../../domain/messaging/consent.ts';
import { streamName } from '../../domain/stream.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';

/** Records that a contact agrees to be written to. A saying that is on record changes nothing. */
export async function giveConsent(log: Log, clinic: ClinicSlug, contact: ContactId, saying: ConsentSaying, cause: Cause): Promise<void> {
  await handle(log, {
    clinic,
    stream: streamName('contact', clinic, contact),
    fold: folds.contact,
    cause,
    step: `give ${saying.at}`,
    subject: contact,
    decide: (state) => decide(saying, consentsOf(state)),
  });
}
