import { oldestUnsentReminder } from '../projections/bookings/queries.ts';
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
      resolve: (_status, _args, { database, store }) => projectionStatuses(database, store, new Date()),
    }),
    parkedDeliveries: t.int({
      resolve: (_status, _args, context) =>
        countDeliveries(context.database, context.viewer, { clinics: clinicsOf(context), status: 'PARKED' }),
    }),
    oldestUnsentReminder: t.field({
      description: 'When the oldest reminder fell due that is not sent yet; null when none is late.',
      type: 'DateTime',
      nullable: true,
      resolve: (_status, _args, context) => oldestUnsentReminder(context.database, context.viewer, clinicsOf(context), context.clock.now()),
    }),
    warnings: t.stringList({ resolve: (_status, _args, context) => [...context.warnings(clinicsOf(context))] }),
  }),
});

builder.queryField('system', (t) => t.field({ type: SystemStatus, resolve: () => ({}) }));
