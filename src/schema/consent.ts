import { known } from '../domain/event.ts';
import type { ContactId } from '../domain/ids.ts';
import { type ConsentInForce, type ConsentSaying, consentsInForce } from '../domain/messaging/consent.ts';
import { giveConsent } from '../eventStore/commands/giveConsent.ts';
import { withdrawConsent } from '../eventStore/commands/withdrawConsent.ts';
import { allConsentsOf } from '../projections/contacts/person.ts';
import { asked, logOf, staffIn, wrongWords } from './asking.ts';
import { builder } from './builder.ts';
import { Contact } from './contact.ts';
import { type ContactAnswer, ContactResult, done, noContact } from './contactResult.ts';
import type { SchemaContext } from './context.ts';
import { ChannelEnum, ConsentPurposeEnum, ConsentStateEnum } from './enums.ts';
import { readNodeId } from './node.ts';
import { worldOf } from './world.ts';

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
    async resolve(contact, _args, context) {
      const person = await worldOf(contact, context).people.load(contact);
      return person ? [...consentsInForce(allConsentsOf(person))] : [];
    },
  }),
);

const ConsentInput = builder.inputType('ConsentInput', {
  fields: (t) => ({
    contactId: t.id({ required: true }),
    channel: t.field({ type: ChannelEnum, description: 'Null: every channel.' }),
    purpose: t.field({ type: ConsentPurposeEnum, required: true }),
    wording: t.string({ required: true, description: 'What she agreed to or said, word for word.' }),
  }),
});

/** Records what she told a member of staff, of the contact that they name. */
async function record(
  { contactId, channel, purpose, wording }: typeof ConsentInput.$inferInput,
  context: SchemaContext,
  command: typeof giveConsent,
): Promise<ContactAnswer> {
  const wrong = wrongWords({ wording });
  if (wrong) return wrong;
  const name = readNodeId(contactId, context, 'Contact');
  const key = name && { clinic: name.clinic, id: name.id as ContactId }; // a UUID, by the id's grammar
  if (!key || !(await context.loaders.contacts.load(key))) return noContact();
  const cause = asked(context);
  const source = { by: 'staff', staff: staffIn(context) } as const;
  const saying: ConsentSaying = { channel: channel ?? null, purpose, wording, source, at: cause.occurredAt };
  await command(logOf(context), key.clinic, key.id, saying, { ...cause, channel: channel ?? null });
  return done(key, context);
}

builder.mutationFields((t) => ({
  recordConsent: t.field({
    description: 'Records that she agreed to be written to.',
    type: ContactResult,
    args: { input: t.arg({ type: ConsentInput, required: true }) },
    resolve: (_root, { input }, context) => record(input, context, giveConsent),
  }),
  withdrawConsent: t.field({
    description: 'Records that she no longer wants to be written to.',
    type: ContactResult,
    args: { input: t.arg({ type: ConsentInput, required: true }) },
    resolve: (_root, { input }, context) => record(input, context, withdrawConsent),
  }),
}));
