import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemViewer } from '../../../src/domain/viewer.ts';
import { memoryKeyStore } from '../../../src/eventStore/keys/memoryKeyStore.ts';
import { createReceiver, type Receipt, type Receive } from '../../../src/webhooks/inbox/receive.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { freshClinic } from '../../support/events.ts';

const clinic = freshClinic();
const keys = memoryKeyStore();
let home: TestDatabase;
beforeAll(async () => {
  home = await createTestDatabase();
});
afterAll(() => home.dispose());

const aReceiver = (): Receive => createReceiver({ database: home.database, keys, now: () => new Date(), onReceived: () => {} });

const send = (receive: Receive, content: string): Promise<Receipt> =>
  receive({ clinic, source: 'CALCOM', body: Buffer.from(`the body of ${content}`), trigger: 'BOOKING_CREATED', contentKey: content });

const numbered = (round: number): readonly string[] => Array.from({ length: 64 }, (_, k) => `${round}/${k}`);

test('two processes that get the same deliveries in opposite orders, several groups at once, take each in once and refuse none', async () => {
  const [one, other] = [aReceiver(), aReceiver()];
  for (let round = 0; round < 30; round++) {
    const contents = numbered(round);
    const receipts = await Promise.all([
      ...contents.map((content) => send(one, content)),
      ...contents.toReversed().map((content) => send(other, content)),
    ]);
    const accepted = receipts.filter(({ status }) => status === 'accepted').map(({ delivery }) => delivery);
    expect(accepted).toHaveLength(contents.length);
    expect(new Set(accepted)).toEqual(new Set(receipts.map(({ delivery }) => delivery)));
  }
});

test('what comes together is carried out in the order in which it came', async () => {
  const receive = aReceiver();
  const receipts = await Promise.all(Array.from({ length: 12 }, (_, k) => send(receive, `in order/${k}`)));
  const ids = receipts.map(({ delivery }) => delivery);
  const rows = await home.database.query<{ id: string }>(systemViewer('test'), {
    text: 'select id from delivery where id = any($1::uuid[]) order by seq',
    values: [ids],
  });
  expect(rows.map(({ id }) => id)).toEqual(ids);
});
