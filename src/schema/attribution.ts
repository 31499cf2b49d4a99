import { type Credit, creditsOf } from '../domain/attribution/credits.ts';
import { attributionModels, defaultLookbackDays, type KeyPart } from '../domain/attribution/models.ts';
import { type AttributionGroup, attributionGroups, attributionReport, type AttributionRow as Row } from '../domain/attribution/report.ts';
import { known } from '../domain/event.ts';
import { bookedJourney, type CreditedTouch } from '../projections/attribution/journeys.ts';
import { bookedJourneys } from '../projections/attribution/queries.ts';
import type { BookingRecord } from '../projections/bookings/queries.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { clinicsIn } from './contact.ts';
import { ChannelEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { Touch } from './touch.ts';
import { worldOf } from './world.ts';

const AttributionModelEnum = builder.enumType('AttributionModel', { values: attributionModels });
export const AttributionGroupEnum = builder.enumType('AttributionGroup', { values: attributionGroups });

const AttributionCredit = builder.objectRef<Credit<CreditedTouch>>('AttributionCredit').implement({
  fields: (t) => ({
    channel: t.field({ type: ChannelEnum, resolve: ({ touch }) => touch.touch.channel }),
    campaign: t.string({ nullable: true, resolve: ({ touch }) => known(touch.touch.campaign) }),
    microCredits: t.field({ type: 'BigInt', resolve: ({ microCredits }) => BigInt(microCredits) }),
    touch: t.field({ type: Touch, resolve: ({ touch }) => touch.touch }),
    reason: t.string({ description: 'One sentence for people.', resolve: reasonOf }),
  }),
});

const partNames: Readonly<Record<KeyPart, string>> = {
  first: 'the first touch',
  lead: 'the last before the first booking link',
  booking: 'the last before the booking',
  close: 'the last before the visit was over',
};

function reasonOf({ touch, parts }: Credit<CreditedTouch>): string {
  if (touch.touch.kind === 'BOOKING') return 'Nothing else is known to have brought her: the booking itself.';
  if (parts.length === 0) return 'One of the touches in between.';
  const [first = '', ...others] = parts.map((part) => partNames[part]);
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${others.map((one) => `, and ${one}`).join('')}.`;
}

builder.objectField(Booking, 'attribution', (t) =>
  t.field({
    description: 'Which touches brought it, in the order in which they happened; none for one that was never scheduled.',
    type: [AttributionCredit],
    args: { model: t.arg({ type: AttributionModelEnum, required: true, defaultValue: 'FIRST_TOUCH' }) },
    async resolve(booking: BookingRecord, { model }, context) {
      const contact = { clinic: booking.clinic, id: booking.appointment.contact };
      const world = worldOf(booking, context);
      const [touched, linked] = await Promise.all([world.touches.load(contact), world.links.load(contact)]);
      const known = { touches: touched?.touches ?? [], links: linked?.links ?? [] };
      const journey = bookedJourney(booking, known, defaultLookbackDays);
      return journey ? [...creditsOf(model, journey)] : [];
    },
  }),
);

const AttributionRow = builder.objectRef<Row>('AttributionRow').implement({
  description: '1,000,000 micro-credits are one booking; the sum over rows is exact.',
  fields: (t) => ({
    key: t.exposeString('key'),
    bookings: t.exposeFloat('bookings'),
    microCredits: t.field({ type: 'BigInt', resolve: ({ microCredits }) => microCredits }),
    touches: t.exposeInt('touches'),
  }),
});

const AttributionReport = builder.objectRef<{ readonly rows: readonly Row[]; readonly bookings: number }>('AttributionReport').implement({
  fields: (t) => ({
    rows: t.field({ type: [AttributionRow], resolve: ({ rows }) => [...rows] }),
    bookings: t.exposeInt('bookings'),
  }),
});

const keyOf = (group: AttributionGroup, { appointment }: BookingRecord, { touch }: CreditedTouch): string | null =>
  ({
    CHANNEL: touch.channel,
    SOURCE: known(touch.source),
    CAMPAIGN: known(touch.campaign),
    PROCEDURE: appointment.procedure,
  })[group];

/** Days, up to ten years. */
const longestLookback = 3_650;

builder.queryField('attribution', (t) =>
  t.field({
    description: 'Who brought the bookings that were first scheduled in a period.',
    type: AttributionReport,
    args: {
      from: t.arg({ type: 'DateTime', required: true }),
      to: t.arg({ type: 'DateTime', required: true }),
      model: t.arg({ type: AttributionModelEnum, required: true }),
      groupBy: t.arg({ type: AttributionGroupEnum, required: true }),
      lookbackDays: t.arg.int({ description: 'Default 90.' }),
      clinic: t.arg.string(),
    },
    complexity: { field: 1_000, multiplier: 20 },
    async resolve(_root, { from, to, model, groupBy, lookbackDays: asked, clinic }, context) {
      const lookbackDays = asked ?? defaultLookbackDays;
      if (from >= to) throw graphqlError('BAD_USER_INPUT', '`from` is before `to`');
      if (lookbackDays < 1 || lookbackDays > longestLookback)
        throw graphqlError('BAD_USER_INPUT', `\`lookbackDays\` is 1 to ${longestLookback}`);
      const report = attributionReport();
      let bookings = 0;
      const period = { clinics: clinicsIn(clinic, context), from, to, lookbackDays };
      for await (const some of bookedJourneys(context.database, context.viewer, period)) {
        bookings += some.length;
        for (const { booking, journey } of some)
          for (const { touch, microCredits } of creditsOf(model, journey)) report.add(keyOf(groupBy, booking, touch), microCredits);
      }
      return { rows: report.rows(), bookings };
    },
  }),
);
