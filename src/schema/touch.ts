import { type Touch as TouchRecord, whatBrought } from '../domain/conversation/touch.ts';
import { known } from '../domain/event.ts';
import { builder } from './builder.ts';
import { Contact } from './contact.ts';
import { ChannelEnum, EvidenceEnum, TouchKindEnum } from './enums.ts';
import { worldOf } from './world.ts';

export const Touch = builder.objectRef<TouchRecord>('Touch').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ touch }) => touch }),
    kind: t.field({ type: TouchKindEnum, resolve: ({ kind }) => kind }),
    channel: t.field({ type: ChannelEnum, resolve: ({ channel }) => channel }),
    source: t.string({ nullable: true, resolve: ({ source }) => known(source) }),
    campaign: t.string({ nullable: true, resolve: ({ campaign }) => known(campaign) }),
    evidence: t.field({ type: EvidenceEnum, resolve: ({ evidence }) => evidence }),
    occurredAt: t.field({ type: 'DateTime', resolve: ({ at }) => at }),
  }),
});

builder.objectField(Contact, 'touches', (t) =>
  t.field({
    description: 'What brought her, in the order in which it happened. A day on which she writes in a conversation is one touch.',
    type: [Touch],
    async resolve(contact, _args, context) {
      const its = await worldOf(contact, context).touches.load(contact);
      return [...whatBrought(its?.touches.map(({ touch }) => touch) ?? [])];
    },
  }),
);
