import type { BookingId, ClinicSlug } from '../domain/ids.ts';
import { isRefusal } from '../domain/refusal.ts';
import { completeBooking, markNoShow } from '../eventStore/commands/attendance.ts';
import { isVersionConflict } from '../eventStore/port.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import { untilProjected } from '../projections/untilProjected.ts';
import { asked, logOf, wrongWords } from './asking.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { readNodeId } from './node.ts';
import { type Failure, failure, failureTypes } from './results.ts';

const BookingSuccess = builder.objectRef<{ readonly booking: BookingRecord }>('BookingSuccess').implement({
  fields: (t) => ({ booking: t.field({ type: Booking, resolve: ({ booking }) => booking }) }),
});

const BookingResult = builder.unionType('BookingResult', {
  types: [BookingSuccess, ...failureTypes],
  resolveType: (value) => ('booking' in value ? 'BookingSuccess' : value.__typename),
});

const BookingInput = builder.inputType('BookingInput', {
  fields: (t) => ({ bookingId: t.id({ required: true }), reason: t.string() }),
});

type Input = typeof BookingInput.$inferInput;
type Answer = { readonly booking: BookingRecord } | Failure;

/** Has a command carried out on the booking that the input names, and gives it as it stands then. */
async function carryOut(command: typeof markNoShow, { bookingId, reason }: Input, context: SchemaContext): Promise<Answer> {
  const wrong = wrongWords({ reason });
  if (wrong) return wrong;
  const name = readNodeId(bookingId, context, 'Booking');
  const key = name && { clinic: name.clinic, id: name.id as BookingId }; // a UUID, by the id's grammar
  const known = key && (await context.loaders.bookings.load(key));
  if (!known) return failure('NotFound', 'there is no such booking');
  try {
    const recorded = await command(logOf(context), known.clinic, known.id, reason ?? null, asked(context));
    if (isRefusal(recorded)) return failure('IllegalState', recorded.refused);
    return await read(known.clinic, recorded.booking, context);
  } catch (error) {
    if (isVersionConflict(error)) return failure('Conflict', 'somebody else changed the booking at the same time; try again');
    throw error;
  }
}

/** The booking once the tables hold what was done. */
async function read(clinic: ClinicSlug, id: BookingId, { database, store, viewer, loaders }: SchemaContext): Promise<Answer> {
  await untilProjected(database, store, viewer);
  const key = { clinic, id };
  loaders.bookings.clear(key);
  const booking = await loaders.bookings.load(key);
  return booking ? { booking } : failure('NotFound', 'there is no such booking');
}

builder.mutationFields((t) => ({
  markNoShow: t.field({
    description: 'Says that she did not come. Cal.com’s own marks and this one are weighed by time: the latest holds.',
    type: BookingResult,
    args: { input: t.arg({ type: BookingInput, required: true }) },
    resolve: (_root, { input }, context) => carryOut(markNoShow, input, context),
  }),
  completeBooking: t.field({
    description: 'Says that the visit took place; a no-show is taken back.',
    type: BookingResult,
    args: { input: t.arg({ type: BookingInput, required: true }) },
    resolve: (_root, { input }, context) => carryOut(completeBooking, input, context),
  }),
}));
