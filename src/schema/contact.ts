import type { OwnedIdentifier } from '../domain/contact/contact.ts';
import { known } from '../domain/event.ts';
import type { ContactId } from '../domain/ids.ts';
import { allIdentifiersOf, type ContactRecord } from '../projections/contacts/person.ts';
import { type ContactKey, countContacts, type ContactFilter as ListFilter, listContacts } from '../projections/contacts/queries.ts';
import { builder } from './builder.ts';
import { connect, connectionOf, listCost } from './connection.ts';
import { clinicsOf, type SchemaContext } from './context.ts';
import { ChannelEnum, IdentifierKindEnum } from './enums.ts';
import { graphqlError } from './errors.ts';
import { loadNode, Node, nodeId, readNodeId } from './node.ts';
import { worldOf } from './world.ts';

const Identifier = builder.objectRef<OwnedIdentifier>('Identifier').implement({
  fields: (t) => ({
    kind: t.field({ type: IdentifierKindEnum, resolve: ({ kind }) => kind }),
    value: t.string({ resolve: ({ value }) => known(value) ?? '' }),
    since: t.field({ type: 'DateTime', resolve: ({ since }) => since }),
    retired: t.field({ type: 'DateTime', nullable: true, resolve: ({ retired }) => retired }),
  }),
});

export const Contact = builder.objectRef<ContactRecord>('Contact').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('Contact', clinic, id) }),
    name: t.string({ nullable: true, resolve: ({ name }) => name }),
    phone: t.string({ nullable: true, resolve: ({ phone }) => phone }),
    email: t.string({ nullable: true, resolve: ({ email }) => email }),
    firstChannel: t.field({ type: ChannelEnum, resolve: ({ firstChannel }) => firstChannel }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ createdAt }) => createdAt }),
    identifiers: t.field({
      type: [Identifier],
      async resolve(contact, _args, context) {
        const person = await worldOf(contact, context).people.load(contact);
        return person ? [...allIdentifiersOf(person)] : [];
      },
    }),
    mergedFrom: t.idList({
      async resolve(contact, _args, context) {
        const family = await worldOf(contact, context).families.load(contact);
        return (family?.members ?? []).filter((one) => one !== contact.id).map((one) => nodeId('Contact', contact.clinic, one));
      },
    }),
  }),
});

loadNode('Contact', ({ clinic, id }, { loaders }) => loaders.contacts.load({ clinic, id: id as ContactId })); // a UUID, by the id's grammar

const ContactConnection = connectionOf('Contact', Contact, ({ createdAt, id }) => ({ at: createdAt, id }));

const ContactFilter = builder.inputType('ContactFilter', {
  fields: (t) => ({ clinic: t.string(), channel: t.field({ type: [ChannelEnum] }) }),
});

/** The clinics that a filter leaves: all of the viewer's, or the one that it names if the viewer sees it. */
export const clinicsIn = (clinic: string | null | undefined, context: SchemaContext): ListFilter['clinics'] =>
  clinicsOf(context).filter((one) => clinic === null || clinic === undefined || one === clinic);

/**
 * Whose a record is. Fails with NOT_FOUND while her own row is not there: a fold may write a booking before its contact.
 * @param what the record is called
 */
export function contactOf(record: object, key: ContactKey, context: SchemaContext, what: string): Promise<ContactRecord> | ContactRecord {
  const seen = (contact: ContactRecord | null): ContactRecord => {
    if (!contact) throw graphqlError('NOT_FOUND', `the contact of this ${what} is not to be seen yet`);
    return contact;
  };
  const found = worldOf(record, context).contacts.load(key);
  return found instanceof Promise ? found.then(seen) : seen(found);
}

builder.queryFields((t) => ({
  contact: t.field({
    type: Contact,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve(_root, { id }, context) {
      const name = readNodeId(id, context, 'Contact');
      return name && context.loaders.contacts.load({ clinic: name.clinic, id: name.id as ContactId }); // a UUID, by the id's grammar
    },
  }),
  contacts: t.field({
    description: 'Those known last first. A search finds by the beginnings of names, addresses and numbers, however a number is written.',
    type: ContactConnection,
    complexity: listCost,
    args: { ...pageArguments(t.arg), search: t.arg.string(), filter: t.arg({ type: ContactFilter }) },
    resolve(_root, { search, filter, ...args }, context) {
      const { database, viewer } = context;
      const asked = { clinics: clinicsIn(filter?.clinic, context), search: search ?? null, channels: filter?.channel ?? null };
      return connect(
        args,
        (page) => listContacts(database, viewer, asked, page),
        () => countContacts(database, viewer, asked),
      );
    },
  }),
}));

type ArgBuilder = Parameters<Parameters<typeof builder.queryFields>[0]>[0]['arg'];

/** The arguments of every list. */
export function pageArguments(arg: ArgBuilder) {
  return { first: arg.int(), after: arg.string(), last: arg.int(), before: arg.string() };
}
