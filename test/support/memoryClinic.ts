import { join } from 'node:path';
import type { ClinicSettings } from '../../src/domain/clinic/settings.ts';
import type { MessageState } from '../../src/domain/conversation/messageState.ts';
import { ownerOf } from '../../src/domain/conversation/owner.ts';
import type { Touch } from '../../src/domain/conversation/touch.ts';
import { type ClinicSlug, type Instant, instantOf } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { shown } from '../../src/projections/bookings/change.ts';
import { bookings } from '../../src/projections/bookings/model.ts';
import { bookingUids } from '../../src/projections/bookings/uids.ts';
import { type ContactRow, contacts, shownIdentifier, shownName } from '../../src/projections/contacts/model.ts';
import { conversations } from '../../src/projections/conversations/model.ts';
import { foldRows } from '../../src/projections/foldBatch.ts';
import { messages } from '../../src/projections/messages/model.ts';
import type { ReadModel } from '../../src/projections/readModel.ts';
import { touches } from '../../src/projections/touches/model.ts';
import { readClinicFile } from '../../src/server/clinicFile.ts';
import { readBody as readCalcom } from '../../src/webhooks/calcom/body.ts';
import { contentKey as calcomKey } from '../../src/webhooks/calcom/contentKey.ts';
import { readBody as readChatwoot } from '../../src/webhooks/chatwoot/body.ts';
import { contentKey as chatwootKey } from '../../src/webhooks/chatwoot/contentKey.ts';
import { withoutCredentials } from '../../src/webhooks/chatwoot/credentials.ts';
import { inboxClinic } from '../../src/webhooks/inbox/clinic.ts';
import { type DeliverySource, type DeliveryStatus, deliveryId } from '../../src/webhooks/inbox/delivery.ts';
import { planDelivery } from '../../src/webhooks/inbox/plan.ts';
import type { SeenConversation } from './chatwootSequences.ts';
import { everything, memoryLog } from './log.ts';
import type { SeenBooking } from './sequences.ts';

/** The demo clinic's file: what a stranger starts with, and what tests of real bodies read by. */
export const demoClinicFile = join(import.meta.dirname, '../../config/clinics.yaml');

const [demo] = readClinicFile(demoClinicFile);
if (!demo) throw new Error('the demo clinic file has no clinic');

export const demoSettings = demo.settings;

export const demoTranslator = inboxClinic(demoSettings);

/** The demo clinic with the Chatwoot account whose bodies the fixtures have; the head of its `sequences.yaml`. */
export const fixtureSettings: ClinicSettings = {
  ...demoSettings,
  chatwoot: {
    ...demoSettings.chatwoot,
    url: null,
    accountId: 7,
    inboxes: [
      { id: 31, channel: 'WHATSAPP' },
      { id: 32, channel: 'INSTAGRAM' },
      { id: 33, channel: 'WEB_WIDGET' },
      { id: 35, channel: 'FACEBOOK' },
      { id: 36, channel: 'API' },
      { id: 37, channel: 'WHATSAPP' },
      { id: 38, channel: 'EMAIL' },
      { id: 39, channel: 'SMS' },
    ],
  },
};

/** What {@link Seen} calls a booking: by its first uid, and its seat where it has one. */
export const bookingName = ([uid]: readonly string[], seat: string | null): string => `${uid}/${seat ?? ''}`;

/** What the road from body to rows came to. */
export interface Seen {
  readonly bookings: readonly SeenBooking[];
  /** The {@link bookingName}s of those that were scheduled at any time. */
  readonly stood: ReadonlySet<string>;
  readonly contacts: number;
  readonly conversations: readonly SeenConversation[];
  readonly messages: readonly MessageState[];
  readonly touches: readonly Touch[];
}

/** The road from body to rows, all of it in memory: thousands of deliveries a second, for tests that try every order. */
export interface MemoryClinic {
  readonly log: Log;
  /** Carries a body out; null when its content was there before. */
  deliver(body: string, source?: DeliverySource): Promise<DeliveryStatus | null>;
  look(): Promise<Seen>;
}

const slug = 'oshun' as ClinicSlug;
const contentKeys = {
  CALCOM: (body: Uint8Array) => calcomKey(readCalcom(body)),
  CHATWOOT: (body: Uint8Array) => chatwootKey(readChatwoot(body)),
} as const;

/** @param receivedAt when a delivery is received, for bodies that say no time of their own */
export function memoryClinic(
  log: Log = memoryLog(),
  receivedAt: () => Instant = () => instantOf(new Date('2026-10-05T18:03:25.000Z')),
): MemoryClinic {
  const seen = new Set<string>();
  const clinic = inboxClinic(fixtureSettings);
  return {
    log,
    async deliver(text, source = 'CALCOM') {
      const body = source === 'CHATWOOT' ? withoutCredentials(Buffer.from(text)) : Buffer.from(text);
      const id = deliveryId(await log.keys.clinicKey(slug, 'deliveries'), source, contentKeys[source](body) ?? body);
      if (seen.has(id)) return null;
      const plan = planDelivery({ source, body, receivedAt: receivedAt() }, clinic);
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
        const seatUid = seats.get(key[0] ?? '') ?? null;
        return [{ uids, seatUid, status, kind, procedure, startsAt, version, channel, practitioner, contact: shownContact(contact) }];
      });
      const seenMessages = rowsOf(messages).map(({ row }) => row);
      const seenConversations = rowsOf(conversations).map(({ key, row }): SeenConversation => {
        const its = seenMessages.filter(({ conversation, message }) => conversation === key[0] && message.direction === 'INBOUND');
        return {
          externalId: row.externalId,
          channel: row.channel,
          owner: ownerOf(row),
          contact: shownContact(people.get(row.contact)),
          inbound: its.length,
        };
      });
      return {
        bookings: seenBookings,
        stood: new Set(
          rowsOf(bookings).flatMap(({ key, row }) => {
            const appointment = shown(row);
            return appointment && appointment.scheduledAt !== null ? [bookingName(appointment.uids, seats.get(key[0] ?? '') ?? null)] : [];
          }),
        ),
        contacts: people.size,
        conversations: seenConversations,
        messages: seenMessages.map(({ message }) => message),
        touches: rowsOf(touches).map(({ row }) => row.touch),
      };
    },
  };
}

const shownContact = (row: ContactRow | undefined): SeenConversation['contact'] => ({
  name: row ? shownName(row) : null,
  phone: row ? shownIdentifier(row, 'PHONE') : null,
  email: row ? shownIdentifier(row, 'EMAIL') : null,
});
