import { expect, test } from 'vitest';
import { type Hints, openHints } from '../../../src/database/hints.ts';
import { createTestDatabase } from '../../support/database.ts';

test('a hint that is on its way when they are closed is lost, and nobody is told of an error', async () => {
  const home = await createTestDatabase();
  const errors: unknown[] = [];
  const closed = Promise.withResolvers<void>();
  const database: typeof home.database = {
    ...home.database,
    async connect() {
      const client = await home.database.connect();
      const query = client.query.bind(client) as (text: string) => Promise<unknown>; // the form that hints use
      const listening = Promise.withResolvers<void>();
      client.query = ((text: string) => {
        const answer = query(text);
        if (text.startsWith('notify')) hints.close().then(closed.resolve, closed.reject);
        else answer.then(() => listening.resolve(), listening.reject);
        return answer;
      }) as typeof client.query; // the same
      listening.promise.then(() => hints.inbox.given());
      return client;
    },
  };
  const hints: Hints = openHints(database, (error) => errors.push(error));
  await closed.promise;
  expect(errors).toEqual([]);
  await home.dispose();
});
