import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookingId, ClinicSlug, ContactId, Instant } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { raiseTask } from '../../src/eventStore/commands/raiseTask.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { appLog } from '../support/appLog.ts';
import { calcomBody } from '../support/calcomBody.ts';
import { graphql } from './gql/gql.ts';
import type { StaffTaskPageQueryVariables } from './gql/graphql.ts';

const clinic = 'oshun' as ClinicSlug;
const vault = createVault([Buffer.alloc(32, 5)]);
const raised = 12;
const headers = (role: string, clinics = 'oshun'): Record<string, string> => ({ ...as(clinics), 'x-test-roles': role });

let app: TestApp;
let log: Log;
beforeAll(async () => {
  app = await startTestApp({ clinics: ['oshun', 'lotus'], authenticate: authenticateByHeaders, vault });
  log = appLog(app.testDatabase, vault);
  await app.deliver('oshun', calcomBody());
  await app.settled();
  const { data } = await app.query<{ bookings: { edges: { node: { id: string; contact: { id: string } } }[] } }>(
    '{ bookings(first: 1) { edges { node { id contact { id } } } } }',
    {},
    headers('VIEWER'),
  );
  const node = data?.bookings.edges[0]?.node;
  const raw = (id: string | undefined): string =>
    Buffer.from(id ?? '', 'base64url')
      .toString()
      .split('.')[1] ?? '';
  const [contact, booking] = [raw(node?.contact.id) as ContactId, raw(node?.id) as BookingId]; // `Contact:oshun.<uuid>`, `Booking:...`
  for (let k = 0; k < raised; k++) {
    const at = `2026-10-06T10:${String(k).padStart(2, '0')}:00.000Z` as Instant; // UTC with milliseconds
    const cause = { id: `cause ${k}`, correlationId: 'c', actor: 'system', channel: null, occurredAt: at } as const;
    const task = {
      kind: 'MESSAGE_NOT_SENT',
      reason: `Reason ${k}.`,
      contact,
      booking: k === 0 ? booking : null,
      conversation: null,
    } as const;
    await raiseTask(log, clinic, task, cause);
  }
  await app.settled();
});
afterAll(async () => {
  await log.store.close();
  await app.close();
});

const page = graphql(`
  query StaffTaskPage($first: Int, $after: String, $last: Int, $before: String, $open: Boolean, $clinic: String) {
    staffTasks(first: $first, after: $after, last: $last, before: $before, open: $open, clinic: $clinic) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { id kind reason createdAt doneAt contact { name } booking { uid } } }
    }
  }
`);

async function read(variables: StaffTaskPageQueryVariables, role = 'VIEWER', clinics = 'oshun') {
  const { data, errors } = await app.query(page, variables, headers(role, clinics));
  if (!data) throw new Error(JSON.stringify(errors));
  return data.staffTasks;
}

const complete = graphql(`
  mutation CompleteStaffTask($input: StaffTaskInput!) {
    completeStaffTask(input: $input) {
      __typename
      ... on StaffTaskSuccess { task { id doneAt contact { name } } }
      ... on Error { message code }
      ... on InvalidInput { path }
    }
  }
`);

async function tick(input: { taskId: string; note?: string }, role = 'STAFF', clinics = 'oshun') {
  const { data, errors } = await app.query(complete, { input }, headers(role, clinics));
  return { result: data?.completeStaffTask, code: errors?.[0]?.extensions?.code };
}

const reasons = (list: Awaited<ReturnType<typeof read>>): readonly string[] => list.edges.map(({ node }) => node.reason);
const taskOf = async (reason: string): Promise<string> =>
  (await read({ first: 100 })).edges.find(({ node }) => node.reason === reason)?.node.id ?? '';

describe('the tasks of staff', () => {
  test('are listed with whom and what they are about, the newest first', async () => {
    const whole = await read({ first: 100 });
    expect(whole.totalCount).toBe(raised);
    expect(reasons(whole)).toEqual(Array.from({ length: raised }, (_, k) => `Reason ${raised - 1 - k}.`));
    expect(whole.edges.at(-1)?.node).toMatchObject({
      kind: 'MESSAGE_NOT_SENT',
      createdAt: '2026-10-06T10:00:00.000Z',
      doneAt: null,
      contact: { name: 'Marva Test' },
      booking: { uid: 'uid-of-a-test' },
    });
  });

  test('once done stand behind those that are open, page by page and read backwards too', async () => {
    for (const reason of ['Reason 11.', 'Reason 4.']) {
      const { result } = await tick({ taskId: await taskOf(reason), note: 'Rang her.' });
      expect(result).toMatchObject({ __typename: 'StaffTaskSuccess', task: { contact: { name: 'Marva Test' } } });
    }
    await app.settled();
    const expected = [10, 9, 8, 7, 6, 5, 3, 2, 1, 0, 11, 4].map((k) => `Reason ${k}.`);
    for (const size of [1, 5, 100]) {
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const some: Awaited<ReturnType<typeof read>> = await read({ first: size, after });
        seen.push(...reasons(some));
        if (!some.pageInfo.hasNextPage) break;
        after = some.pageInfo.endCursor ?? null;
      }
      expect(seen).toEqual(expected);
    }
    const end = await read({ last: 3 });
    expect(reasons(end)).toEqual(expected.slice(-3));
    expect(reasons(await read({ last: 3, before: end.edges[0]?.cursor ?? '' }))).toEqual(expected.slice(-6, -3));
    expect((await read({ open: true })).totalCount).toBe(raised - 2);
    expect(reasons(await read({ open: false }))).toEqual(['Reason 11.', 'Reason 4.']);
  });

  test('are found by their id', async () => {
    const id = await taskOf('Reason 4.');
    const { data } = await app.query<{ node: { reason: string; doneAt: string | null } }>(
      'query ($id: ID!) { node(id: $id) { ... on StaffTask { reason doneAt } } }',
      { id },
      headers('VIEWER'),
    );
    expect(data?.node).toMatchObject({ reason: 'Reason 4.', doneAt: expect.any(String) });
  });

  test('are told in the journey: raised, and done by whom', async () => {
    const { data } = await app.query<{ contacts: { edges: { node: { id: string } }[] } }>(
      '{ contacts(search: "marva") { edges { node { id } } } }',
      {},
      headers('VIEWER'),
    );
    const told = await app.query<{ journey: { entries: { edges: { node: { type: string; actor: string; summary: string } }[] } } }>(
      'query ($id: ID!) { journey(contactId: $id) { entries(last: 1) { edges { node { type actor summary } } } } }',
      { id: data?.contacts.edges[0]?.node.id },
      headers('VIEWER'),
    );
    expect(told.data?.journey.entries.edges[0]?.node).toEqual({
      type: 'StaffTaskDone',
      actor: 'staff:test',
      summary: 'A task was done: “Rang her.”.',
    });
  });
});

describe('ticking a task off', () => {
  test('again leaves it as it was', async () => {
    const taskId = await taskOf('Reason 2.');
    const first = await tick({ taskId });
    const second = await tick({ taskId, note: 'me too' });
    expect(second.result).toEqual(first.result);
  });

  test('takes a member of staff, and a task of her clinic', async () => {
    const taskId = await taskOf('Reason 1.');
    expect((await tick({ taskId }, 'VIEWER')).code).toBe('FORBIDDEN');
    expect((await tick({ taskId }, 'AUDITOR')).code).toBe('FORBIDDEN');
    expect((await tick({ taskId }, 'STAFF', 'lotus')).result).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' });
    const nobodys = Buffer.from('StaffTask:oshun.00000000-0000-4000-8000-000000000000').toString('base64url');
    expect((await tick({ taskId: nobodys })).result).toMatchObject({ __typename: 'NotFound' });
    expect((await tick({ taskId, note: ' ' })).result).toMatchObject({ __typename: 'InvalidInput', path: ['input', 'note'] });
    await app.settled();
    expect((await read({ clinic: 'oshun', open: true }, 'AUDITOR')).edges.map(({ node }) => node.reason)).toContain('Reason 1.');
    expect((await read({}, 'VIEWER', 'lotus')).totalCount).toBe(0);
  });
});
