import { calendarWarnings, countUnreconciled } from '../journeys/reconciliation/marks.ts';
import { lostTokenWarnings } from '../projections/bookings/lostTokens.ts';
import { countOverdueSteps } from '../projections/carePlans/queries.ts';
import { projectionStatuses, type ProjectionStatus as Status } from '../projections/system.ts';
import { countDeliveries } from '../webhooks/inbox/deliveries.ts';
import { builder } from './builder.ts';
import { clinicsOf } from './context.ts';

const ProjectionStatus = builder.objectRef<Status>('ProjectionStatus').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    position: t.field({ type: 'Cursor', nullable: true, resolve: ({ position }) => position }),
    lagEvents: t.exposeInt('lagEvents'),
    lagSeconds: t.exposeFloat('lagSeconds'),
    deadLetters: t.exposeInt('deadLetters'),
  }),
});

export const SystemStatus = builder.objectRef<object>('SystemStatus').implement({
  fields: (t) => ({
    version: t.string({ resolve: (_status, _args, { version }) => version }),
    eventStore: t.string({ resolve: (_status, _args, { store }) => store.name }),
    projections: t.field({
      type: [ProjectionStatus],
      resolve: (_status, _args, { database, store, clock }) => projectionStatuses(database, store, clock.now()),
    }),
    parkedDeliveries: t.int({
      resolve: (_status, _args, context) =>
        countDeliveries(context.database, context.viewer, { clinics: clinicsOf(context), status: 'PARKED' }),
    }),
    overdueSteps: t.int({
      description: 'Steps of care plans that nobody came to in time.',
      resolve: (_status, _args, context) => countOverdueSteps(context.database, context.viewer, clinicsOf(context)),
    }),
    unreconciledBookings: t.int({
      description: 'Bookings of Cal.com that could not be recorded as they are there.',
      resolve: (_status, _args, context) => countUnreconciled(context.database, context.viewer, clinicsOf(context)),
    }),
    warnings: t.stringList({
      async resolve(_status, _args, context) {
        const { database, viewer, warnings } = context;
        const clinics = clinicsOf(context);
        const [calendars, tokens] = await Promise.all([
          calendarWarnings(database, viewer, clinics),
          lostTokenWarnings(database, viewer, clinics, new Date()),
        ]);
        return [...warnings(clinics), ...calendars, ...tokens];
      },
    }),
  }),
});

builder.queryField('system', (t) => t.field({ type: SystemStatus, resolve: () => ({}) }));
