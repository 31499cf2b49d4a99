import { join } from 'node:path';
import type { ClinicSlug } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { shown } from '../../src/projections/bookings/change.ts';
import { bookings } from '../../src/projections/bookings/model.ts';
import { bookingUids } from '../../src/projections/bookings/uids.ts';
import { contacts, shownIdentifier, shownName } from '../../src/projections/contacts/model.ts';
import { foldRows } from '../../src/projections/foldBatch.ts';
import type { ReadModel } from '../../src/projections/readModel.ts';
import { readClinicFile } from '../../src/server/clinicFile.ts';
import { readBody } from '../../src/webhooks/calcom/body.ts';
import { contentKey } from '../../src/webhooks/calcom/contentKey.ts';
import type { TranslatorClinic } from '../../src/webhooks/calcom/translate.ts';
import { type DeliveryStatus, deliveryId } from '../../src/webhooks/inbox/delivery.ts';
import { planDelivery } from '../../src/webhooks/inbox/plan.ts';
import { everything, memoryLog } from './log.ts';
import type { SeenBooking } from './sequences.ts';

/** The demo clinic's file: what a stranger starts with, and what tests of real bodies read by. */
export const demoClinicFile = join(import.meta.dirname, '../../config/clinics.yaml');

const [demo] = readClinicFile(demoClinicFile);
if (!demo) throw new Error('the demo clinic file has no clinic');

export const demoSettings = demo.settings;

export const demoTranslator: TranslatorClinic = {
  country: demo.settings.country,
  catalogue: { procedures: demo.settings.procedures, eventTypes: demo.settings.calcom.eventTypes },
};

/** The road from body to rows, all of it in memory: thousands of deliveries a second, for tests that try every order. */
export interface MemoryClinic {
  readonly log: Log;
  /** Carries a body out; null when its content was there before. */
  deliver(body: string): Promise<DeliveryStatus | null>;
  look(): Promise<{ readonly bookings: readonly SeenBooking[]; readonly contacts: number }>;
}

const slug = 'oshun' as ClinicSlug;

export function memoryClinic(log: Log = memoryLog()): MemoryClinic {
  const seen = new Set<string>();
  return {
    log,
    async deliver(body) {
      const bytes = Buffer.from(body);
      const id = deliveryId(await log.keys.clinicKey(slug, 'deliveries'), 'CALCOM', contentKey(readBody(bytes)) ?? bytes);
      if (seen.has(id)) return null;
      const plan = planDelivery('CALCOM', bytes, demoTranslator);
      if (plan.kind === 'commands') await plan.carryOut(log, slug, id);
      seen.add(id);
      return plan.kind === 'commands' ? 'PROCESSED' : plan.kind === 'ignored' ? 'IGNORED' : 'PARKED';
    },
    async look() {
      const events = await everything(log);
      const rowsOf = <Row extends object>(model: ReadModel<Row>) => foldRows(model, events).map(({ key, row }) => ({ key: key.key, row }));
      const people = new Map(rowsOf(contacts).map(({ key, row }) => [key[0], row]));
      const seats = new Map(rowsOf(bookingUids).flatMap(({ key, row }) => (key[1] ? [[row.booking as string, key[1]] as const] : [])));
      const seenBookings = rowsOf(bookings).flatMap(({ key, row }): SeenBooking[] => {
        const appointment = shown(row);
        const contact = appointment && people.get(appointment.contact);
        if (!appointment || !contact) return [];
        const { uids, status, kind, procedure, startsAt, version, channel, practitioner } = appointment;
        const [name, phone, email] = [shownName(contact), shownIdentifier(contact, 'PHONE'), shownIdentifier(contact, 'EMAIL')];
        const seatUid = seats.get(key[0] ?? '') ?? null;
        return [{ uids, seatUid, status, kind, procedure, startsAt, version, channel, practitioner, contact: { name, phone, email } }];
      });
      return { bookings: seenBookings, contacts: people.size };
    },
  };
}
