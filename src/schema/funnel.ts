import { funnelReport, type FunnelRow as Row } from '../domain/attribution/funnel.ts';
import type { AttributionGroup } from '../domain/attribution/report.ts';
import { known } from '../domain/event.ts';
import { leadsOf, type PlacedLead } from '../projections/attribution/leads.ts';
import { AttributionGroupEnum } from './attribution.ts';
import { builder } from './builder.ts';
import { clinicsIn } from './contact.ts';
import { graphqlError } from './errors.ts';

const FunnelRow = builder.objectRef<Row>('FunnelRow').implement({
  description: 'How far those got who began in the period, each counted once.',
  fields: (t) => ({
    key: t.exposeString('key'),
    inquiries: t.exposeInt('inquiries', { description: 'Who wrote for the first time, or booked before she ever wrote.' }),
    linksShared: t.exposeInt('linksShared'),
    linksOpened: t.exposeInt('linksOpened', { description: 'By a person: a preview opens nothing.' }),
    booked: t.exposeInt('booked'),
    confirmed: t.exposeInt('confirmed', { description: 'She said that she comes, or staff did.' }),
    attended: t.exposeInt('attended'),
    medianSecondsToBook: t.exposeFloat('medianSecondsToBook', {
      nullable: true,
      description: 'From inquiry to scheduling; null where nobody booked.',
    }),
  }),
});

const keyOf = (group: AttributionGroup, { inquiry, touch, procedure }: PlacedLead): string | null =>
  ({
    CHANNEL: inquiry.channel,
    SOURCE: known(touch?.source ?? null),
    CAMPAIGN: known(touch?.campaign ?? null),
    PROCEDURE: procedure,
  })[group];

builder.queryField('funnel', (t) =>
  t.field({
    description: 'How far those got who first wrote, or booked without writing, in a period.',
    type: [FunnelRow],
    args: {
      from: t.arg({ type: 'DateTime', required: true }),
      to: t.arg({ type: 'DateTime', required: true }),
      groupBy: t.arg({ type: AttributionGroupEnum, required: true }),
      clinic: t.arg.string(),
    },
    complexity: { field: 1_000, multiplier: 20 },
    async resolve(_root, { from, to, groupBy, clinic }, context) {
      if (from >= to) throw graphqlError('BAD_USER_INPUT', '`from` is before `to`');
      const report = funnelReport();
      for await (const some of leadsOf(context.database, context.viewer, { clinics: clinicsIn(clinic, context), from, to }))
        for (const placed of some) report.add(keyOf(groupBy, placed), placed.inquiry, placed.lead);
      return [...report.rows()];
    },
  }),
);
