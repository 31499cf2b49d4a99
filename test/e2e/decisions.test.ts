import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordDecision } from '../../src/domain/conversation/recordDecision.ts';
import type { ClinicSlug, MessageId } from '../../src/domain/ids.ts';
import { handle } from '../../src/eventStore/commandHandler.ts';
import { folds } from '../../src/eventStore/folds.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { openServices, type Services } from '../../src/server/services.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { personMessage } from '../support/chatwoot/bodies.ts';
import { chosenData, classifiedData } from '../support/decisions.ts';
import { everything } from '../support/log.ts';
import { graphql } from './gql/gql.ts';

let app: TestApp;
let services: Services;
beforeAll(async () => {
  const vault = createVault([randomBytes(32)]);
  app = await startTestApp({ vault });
  const { url } = app.testDatabase;
  services = await openServices({ databaseUrl: url, vault, application: 'test', onError: (_part, error) => expect.fail(String(error)) });
});
afterAll(async () => {
  await services.close();
  await app.close();
});

const decided = graphql(`
  query Decided {
    conversations(first: 1) {
      edges {
        node {
          contact { id }
          messages(first: 10) {
            edges {
              node {
                text
                intent {
                  intent procedure { name } confidence abstained stage model promptHash latencyMs actionsOffered actionsChosen
                }
              }
            }
          }
        }
      }
    }
  }
`);

const told = graphql(`
  query Told($contact: ID!) {
    journey(contactId: $contact) { entries(first: 100) { edges { node { type actor summary } } } }
  }
`);

/** Karen decides about the message, as her process has it recorded. */
async function decide(): Promise<void> {
  const { log } = services;
  const received = (await everything(log)).find(({ event }) => event.type === 'MessageReceived');
  if (received?.event.type !== 'MessageReceived') throw new Error('there is no message');
  const message: MessageId = received.event.data.message;
  const by = { stage: 'openai', model: 'gpt-4.1-mini', promptHash: 'a'.repeat(64), latencyMs: 812 } as const;
  await handle(log, {
    clinic: 'oshun' as ClinicSlug, // the demo clinic's
    stream: received.stream,
    fold: folds.conversation,
    cause: { id: 'decision', correlationId: 'decision', actor: 'karen', channel: 'WHATSAPP', occurredAt: received.event.data.at },
    step: 'decide',
    subject: received.metadata.subject,
    decide: (state) =>
      recordDecision(
        {
          classified: classifiedData(message, { by }),
          chosen: chosenData(message, { passedOver: 'unsafe:unknownPrice' }),
          answers: 1,
          mayWait: true,
          isAnswered: false,
        },
        state,
      ),
  });
}

test('what Karen understood and chose is shown on the message and told in the journey, her words in neither', async () => {
  await app.deliverChatwoot('oshun', personMessage(1));
  await app.settled();
  const before = await app.query(decided);
  expect(before.data?.conversations.edges[0]?.node.messages.edges[0]?.node.intent).toBeNull();

  await decide();
  await app.settled();
  const { data } = await app.query(decided);
  const conversation = data?.conversations.edges[0]?.node;
  expect(conversation?.messages.edges[0]?.node.intent).toEqual({
    intent: 'BOOKING',
    procedure: { name: 'Botox' },
    confidence: 0.87,
    abstained: false,
    stage: 'openai',
    model: 'gpt-4.1-mini',
    promptHash: 'a'.repeat(64),
    latencyMs: 812,
    actionsOffered: ['answer', 'suggest_booking', 'hand_off'],
    actionsChosen: ['suggest_booking procedure=botox'],
  });
  const journey = await app.query(told, { contact: conversation?.contact.id ?? '' });
  const entries = journey.data?.journey?.entries.edges.map(({ node }) => node) ?? [];
  expect(entries.filter(({ actor }) => actor === 'karen')).toEqual([
    {
      type: 'IntentClassified',
      actor: 'karen',
      summary: 'Understood as a wish to book (Botox), 87 % sure, by the model over the network.',
    },
    {
      type: 'ActionChosen',
      actor: 'karen',
      summary:
        'Karen chose to share the booking link, by the model on this machine, since the model gave an answer that may not be sent (unknownPrice).',
    },
  ]);
});
