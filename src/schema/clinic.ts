import type { ClinicSettings, ProcedureSettings } from '../domain/clinic/settings.ts';
import { isClinicSlug } from '../domain/ids.ts';
import { sees } from '../domain/viewer.ts';
import { builder } from './builder.ts';
import { clinicsOf } from './context.ts';
import { loadNode, Node, nodeId } from './node.ts';

export const Procedure = builder.objectRef<Pick<ProcedureSettings, 'slug' | 'name'>>('Procedure').implement({
  fields: (t) => ({ slug: t.exposeString('slug'), name: t.exposeString('name') }),
});

export const Clinic = builder.objectRef<ClinicSettings>('Clinic').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ slug }) => nodeId('Clinic', slug) }),
    slug: t.exposeString('slug'),
    name: t.exposeString('name'),
    timeZone: t.exposeString('timeZone'),
    bookingUrl: t.string({ resolve: ({ calcom }) => calcom.bookingUrl }),
    procedures: t.field({ type: [Procedure], resolve: ({ procedures }) => [...procedures] }),
  }),
});

loadNode('Clinic', ({ clinic }, { loaders }) => loaders.clinics.load(clinic));

builder.queryFields((t) => ({
  clinic: t.field({
    type: Clinic,
    nullable: true,
    args: { slug: t.arg.string({ required: true }) },
    resolve: (_root, { slug }, { viewer, loaders }) => (isClinicSlug(slug) && sees(viewer, slug) ? loaders.clinics.load(slug) : null),
  }),
  clinics: t.field({
    description: "Of the viewer's clinics.",
    type: [Clinic],
    async resolve(_root, _args, context) {
      const found = await Promise.all(clinicsOf(context).map((one) => context.loaders.clinics.load(one)));
      return found.flatMap((one) => (one === null || one instanceof Error ? [] : [one]));
    },
  }),
}));
