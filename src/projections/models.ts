import { bookings } from './bookings/model.ts';
import { bookingUids } from './bookings/uids.ts';
import { carePlans } from './carePlans/model.ts';
import { carePlanTemplates } from './carePlans/templates.ts';
import { clinics } from './clinics/model.ts';
import { contactAliases } from './contacts/aliases.ts';
import { contactMerges } from './contacts/merges.ts';
import { contacts } from './contacts/model.ts';
import { conversations } from './conversations/model.ts';
import { suspectedDuplicates } from './duplicates/model.ts';
import { journeyEntries } from './journeyEntries.ts';
import { bookingLinks } from './links/model.ts';
import { messages } from './messages/model.ts';
import type { ReadModel } from './readModel.ts';
import { spending } from './spending/model.ts';
import { staffTasks } from './tasks/model.ts';
import { touches } from './touches/model.ts';

/** A read model whose rows the runner carries without looking into them. */
export type AnyReadModel = ReadModel<object>;

// A model is given only rows that its own `evolve` made, so its row type may be forgotten here.
const opaque = <Row extends object>(model: ReadModel<Row>): AnyReadModel => model as unknown as AnyReadModel;

/** All read models, in the order in which a batch writes them. A new one is added here. */
export const readModels: readonly AnyReadModel[] = [
  opaque(clinics),
  opaque(contacts),
  opaque(contactAliases),
  opaque(contactMerges),
  opaque(bookings),
  opaque(bookingUids),
  opaque(conversations),
  opaque(messages),
  opaque(touches),
  opaque(carePlans),
  opaque(carePlanTemplates),
  opaque(spending),
  opaque(bookingLinks),
  opaque(staffTasks),
  opaque(suspectedDuplicates),
  opaque(journeyEntries),
];
