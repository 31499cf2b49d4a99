import type { Database } from '../../database/database.ts';
import type { Channel } from '../../domain/channel.ts';
import type { BookingId, Instant } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { family } from '../contacts/family.ts';
import type { ContactKey } from '../contacts/queries.ts';

/** The channel of the last message that she, or whoever was merged into her, wrote in a time, ends included; null where there is none. */
export async function lastChannelOf(
  database: Database,
  viewer: Viewer,
  { clinic, id }: ContactKey,
  from: Instant,
  to: Instant,
): Promise<Channel | null> {
  const [row] = await database.query<{ channel: Channel }>(viewer, {
    name: 'last_channel_of_contact',
    text: `with ${family}
           select conversation.channel
           from family join conversation on conversation.clinic = family.clinic and conversation.contact = family.id
           cross join lateral (
             select message.sent_at from message
             where message.clinic = conversation.clinic and message.conversation = conversation.id and message.direction = 'INBOUND'
               and message.sent_at between $3 and $4 and not (message.state -> 'message' ->> 'automatic')::boolean
             order by message.sent_at desc, message.id desc limit 1
           ) as last
           order by last.sent_at desc, conversation.id limit 1`,
    values: [[clinic], [id], from, to],
  });
  return row?.channel ?? null;
}

/** Her bookings, and those of whoever was merged into her. */
export async function bookingIdsOf(database: Database, viewer: Viewer, { clinic, id }: ContactKey): Promise<readonly BookingId[]> {
  const rows = await database.query<{ id: BookingId }>(viewer, {
    name: 'booking_ids_of_contact',
    text: `with ${family}
           select booking.id from family join booking on booking.clinic = family.clinic and booking.contact = family.id
           where booking.joined_into is null order by booking.id`,
    values: [[clinic], [id]],
  });
  return rows.map((row) => row.id);
}
