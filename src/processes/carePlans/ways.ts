import type { Database } from '../../database/database.ts';
import type { CarePurpose } from '../../domain/care/composeMessage.ts';
import type { MessageName } from '../../domain/care/events.ts';
import type { CareValues } from '../../domain/care/variables.ts';
import type { BookingId, CarePlanId, ClinicSlug, ContactId, Instant } from '../../domain/ids.ts';
import { bookingsOfContact, carePlansOfContact } from '../../projections/carePlans/ofContact.ts';
import type { Acting } from '../process.ts';

/** A message about care that she shall get. */
export interface CareMessage {
  readonly clinic: ClinicSlug;
  readonly contact: ContactId;
  readonly purpose: CarePurpose;
  /** Free text; a discreet clinic's names no procedure. */
  readonly text: string;
  /** What a template's parameters are filled with, should the channel want one. */
  readonly values: CareValues;
  readonly booking: BookingId;
  /** The appointment version that it was made for: for a later one it is not sent any more. */
  readonly appointmentVersion: number;
  /** What the message's events say in `about.careStep`: by it what becomes of the message is put to its steps. */
  readonly careStep: MessageName;
  /** After it the message is of no use. */
  readonly usefulUntil: Instant | null;
}

/** What care plans need of others. */
export interface CareWays {
  /** Asks for a message. Repeated with the same `acting.cause` it is the same message. */
  sayToContact(message: CareMessage, acting: Acting): Promise<unknown>;
  /** Where she fills in the intake form of a plan. */
  formLink(plan: { readonly clinic: ClinicSlug; readonly carePlan: CarePlanId; readonly contact: ContactId }): string | Promise<string>;
  /** The plans of a contact and of all who are the same person; from rows, which may lag. */
  plansOf(clinic: ClinicSlug, contact: ContactId): Promise<readonly CarePlanId[]>;
  /** Her bookings, likewise. */
  bookingsOf(clinic: ClinicSlug, contact: ContactId): Promise<readonly BookingId[]>;
}

/** What rows say of a person. */
export const rowsOfContact = (database: Database): Pick<CareWays, 'plansOf' | 'bookingsOf'> => ({
  plansOf: (clinic, contact) => carePlansOfContact(database, clinic, contact),
  bookingsOf: (clinic, contact) => bookingsOfContact(database, clinic, contact),
});
