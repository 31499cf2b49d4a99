import type { Touch as TouchRecord } from '../domain/conversation/touch.ts';
import { known } from '../domain/event.ts';
import { builder } from './builder.ts';
import { Contact } from './contact.ts';
import { ChannelEnum, EvidenceEnum, TouchKindEnum } from './enums.ts';
import { worldOf } from './world.ts';

const Touch = builder.objectRef<TouchRecord>('Touch').implement({
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
    resolve: async (contact, _args, context) => [...((await worldOf(contact, context).touches.load(contact))?.touches ?? [])],
  }),
);
