import type { SuspicionReason } from '../domain/contact/events.ts';
import type { IdentifierKind } from '../domain/contact/identifier.ts';
import type { Suspicion } from '../projections/duplicates/model.ts';
import { countSuspectedPairs, listSuspectedPairs, type SuspectedPair } from '../projections/duplicates/queries.ts';
import { builder } from './builder.ts';
import { connect, connectionOf, listCost } from './connection.ts';
import { Contact, clinicsIn } from './contact.ts';
import { graphqlError } from './errors.ts';

const SuspectedDuplicate = builder.objectRef<SuspectedPair>('SuspectedDuplicate').implement({
  description: 'Two contacts who may be one person: staff decide, with mergeContacts.',
  fields: (t) => ({
    contacts: t.field({
      type: [Contact],
      resolve: ({ clinic, contacts }, _args, { loaders }) =>
        Promise.all(
          contacts.map(async (id) => {
            const contact = await loaders.contacts.load({ clinic, id });
            if (!contact) throw graphqlError('NOT_FOUND', 'one of these contacts is not to be seen yet');
            return contact;
          }),
        ),
    }),
    reason: t.string({ description: 'One sentence for people.', resolve: ({ suspicions }) => tell(suspicions) }),
    since: t.field({ type: 'DateTime', resolve: ({ since }) => since }),
  }),
});

const kinds: Readonly<Record<IdentifierKind, string>> = {
  PHONE: 'the phone number',
  EMAIL: 'the e-mail address',
  WHATSAPP: 'the WhatsApp account',
  INSTAGRAM: 'the Instagram account',
  FACEBOOK: 'the Facebook account',
  WIDGET: 'the website visitor’s id',
  CHATWOOT: 'the Chatwoot contact',
};

const reasons: Readonly<Record<SuspicionReason, (what: string) => string>> = {
  identifierOfAnother: (what) => `${what} of the one came with a booking or message of the other`,
  linkUsedByAnother: (what) => `the one was sent the booking link, and the other's ${what.replace(/^the /, '')} came back with it`,
};

/** "The phone number and the e-mail address of the one came with a booking or message of the other." */
function tell(suspicions: readonly Suspicion[]): string {
  const told = [...Map.groupBy(suspicions, ({ reason }) => reason)].map(([reason, all]) =>
    reasons[reason]([...new Set(all.map(({ kind }) => kinds[kind]))].join(' and ')),
  );
  const sentence = told.join('; ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

const SuspectedDuplicateConnection = connectionOf('SuspectedDuplicate', SuspectedDuplicate, ({ since, id }) => ({ at: since, id }));

builder.queryField('suspectedDuplicates', (t) =>
  t.field({
    description: 'The latest first, one entry a pair; gone once the two are merged.',
    type: SuspectedDuplicateConnection,
    complexity: listCost,
    args: { first: t.arg.int(), after: t.arg.string(), clinic: t.arg.string() },
    resolve(_root, { clinic, ...args }, context) {
      const { database, viewer } = context;
      const clinics = clinicsIn(clinic, context);
      return connect(
        args,
        (page) => listSuspectedPairs(database, viewer, clinics, page),
        () => countSuspectedPairs(database, viewer, clinics),
      );
    },
  }),
);
