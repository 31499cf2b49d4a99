import type { Database } from '../../database/database.ts';
import type { BookingId, CarePlanId, ClinicSlug, ContactId } from '../../domain/ids.ts';
import { systemViewer } from '../../domain/viewer.ts';

const viewer = systemViewer('carePlans');

/** Who she is by now, and all who were merged into her. */
const family = `with recursive family as (
    select canonical_contact($1, $2::uuid) as id
    union
    select alias.contact from contact_alias as alias join family on alias.clinic = $1 and alias.into_contact = family.id
  )`;

/** The care plans of a contact and of all who are the same person, the latest visit first. */
export async function carePlansOfContact(database: Database, clinic: ClinicSlug, contact: ContactId): Promise<readonly CarePlanId[]> {
  const rows = await database.query<{ id: CarePlanId }>(viewer, {
    name: 'care_plans_of_contact',
    text: `${family} select care_plan.id from family join care_plan on care_plan.clinic = $1 and care_plan.contact = family.id
           order by care_plan.starts_at desc, care_plan.id desc`,
    values: [clinic, contact],
  });
  return rows.map(({ id }) => id);
}

/** The bookings of a contact and of all who are the same person, the latest visit first. */
export async function bookingsOfContact(database: Database, clinic: ClinicSlug, contact: ContactId): Promise<readonly BookingId[]> {
  const rows = await database.query<{ id: BookingId }>(viewer, {
    name: 'bookings_of_contact',
    text: `${family} select booking.id from family join booking on booking.clinic = $1 and booking.contact = family.id
           where booking.starts_at is not null order by booking.starts_at desc, booking.id desc`,
    values: [clinic, contact],
  });
  return rows.map(({ id }) => id);
}
