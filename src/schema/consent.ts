import { consentsOf } from '../domain/contact/contact.ts';
import { known } from '../domain/event.ts';
import { type ConsentInForce, consentsInForce } from '../domain/messaging/consent.ts';
import { builder } from './builder.ts';
import { Contact } from './contact.ts';
import { ChannelEnum, ConsentPurposeEnum, ConsentStateEnum } from './enums.ts';

const Consent = builder.objectRef<ConsentInForce>('Consent').implement({
  fields: (t) => ({
    channel: t.field({ description: 'Null: on every channel.', type: ChannelEnum, nullable: true, resolve: ({ channel }) => channel }),
    purpose: t.field({ type: ConsentPurposeEnum, resolve: ({ purpose }) => purpose }),
    state: t.field({ type: ConsentStateEnum, resolve: ({ state }) => state }),
    since: t.field({ type: 'DateTime', resolve: ({ since }) => since }),
    wording: t.string({ nullable: true, resolve: ({ wording }) => known(wording) }),
  }),
});

builder.objectField(Contact, 'consents', (t) =>
  t.field({
    description: 'What she last said about being written to, for each channel and purpose that she spoke of.',
    type: [Consent],
    resolve: ({ row }) => [...consentsInForce(consentsOf(row.contact))],
  }),
);
