import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeForm } from '../../src/domain/care/answering.ts';
import { type BookingId, type ClinicSlug, instantOf } from '../../src/domain/ids.ts';
import { handle, type Log } from '../../src/eventStore/commandHandler.ts';
import { carePlanId, carePlanStream, readCarePlan } from '../../src/eventStore/commands/carePlanStream.ts';
import { bookingStream } from '../../src/eventStore/commands/joinBookings.ts';
import { folds } from '../../src/eventStore/folds.ts';
import { createVault } from '../../src/eventStore/keys/vault.ts';
import { verify } from '../../src/journeys/verify.ts';
import { bookingsOfContact, carePlansOfContact } from '../../src/projections/carePlans/ofContact.ts';
import { readModels } from '../../src/projections/models.ts';
import { rebuild } from '../../src/projections/rebuild/rebuild.ts';
import { virtualClock } from '../../src/scheduling/virtualClock.ts';
import { as, authenticateByHeaders, startTestApp, type TestApp } from '../support/app.ts';
import { appLog } from '../support/appLog.ts';
import { personBody } from '../support/calcomBody.ts';
import { shippedCare } from '../support/care.ts';
import { everything } from '../support/log.ts';
import { tables } from '../support/tables.ts';
import { graphql } from './gql/gql.ts';
import type { CarePlanPageQueryVariables } from './gql/graphql.ts';

const clinic = 'oshun' as ClinicSlug;
const vault = createVault([Buffer.alloc(32, 5)]);
const headers = (role: string, clinics = 'oshun'): Record<string, string> => ({ ...as(clinics), 'x-test-roles': role });
const day = 86_400_000;
const inDays = (days: number): Date => new Date(Math.floor(Date.now() / day + days) * day + 15 * 3_600_000);

let app: TestApp;
let log: Log;

async function bookingOf(k: number): Promise<BookingId> {
  const found = (await everything(log)).find(({ event }) => event.type === 'BookingScheduled' && event.data.uid === `uid-${k}`);
  return (found?.stream.split('.')[1] ?? '') as BookingId; // a booking's stream is named after it
}

beforeAll(async () => {
  // The server’s clock stands still five days ago: what falls due since then, nobody comes to.
  const clock = virtualClock(inDays(-5));
  app = await startTestApp({
    clinics: ['oshun', 'lotus'],
    authenticate: authenticateByHeaders,
    vault,
    careTemplates: shippedCare.templates,
    clock,
  });
  log = appLog(app.testDatabase, vault);
  for (const part of app.app.parts) clock.watch(part);
  await app.deliver('oshun', personBody(1, { type: 'laser-hair-removal', startsAt: inDays(40).toISOString() }));
  await app.deliver('oshun', personBody(2, { type: 'botox-consultation', startsAt: inDays(20).toISOString() }));
  await app.deliver('oshun', personBody(3, { type: 'laser-hair-removal', startsAt: inDays(2).toISOString() }));
  await clock.runUntil(clock.now());
  await app.settled();
});
afterAll(async () => {
  await log.store.close();
  await app.close();
});

const page = graphql(`
  query CarePlanPage($first: Int, $after: String, $filter: CarePlanFilter) {
    carePlans(first: $first, after: $after, filter: $filter) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges {
        node {
          id
          status
          templateVersion
          procedures { slug name }
          booking { uid carePlan { id } readiness { state reasons } }
          readiness { state form screening attendance reasons }
          steps { id name kind dueAt status reason }
        }
      }
    }
  }
`);

async function read(variables: CarePlanPageQueryVariables = {}, clinics = 'oshun') {
  const { data, errors } = await app.query(page, variables, headers('VIEWER', clinics));
  if (!data) throw new Error(JSON.stringify(errors));
  return data.carePlans;
}

const nodes = async (variables: CarePlanPageQueryVariables = {}) => (await read(variables)).edges.map(({ node }) => node);

async function planOf(k: number) {
  const found = (await nodes()).find(({ booking }) => booking.uid === `uid-${k}`);
  if (!found) throw new Error(`person ${k} has no plan`);
  return found;
}

describe('care plans', () => {
  test('are listed with their visit, the latest first, with every step and what the visit waits for', async () => {
    const plans = await nodes();
    expect(plans.map(({ booking }) => booking.uid)).toEqual(['uid-1', 'uid-2', 'uid-3']);
    const [laser, consultation] = plans;
    expect(laser).toMatchObject({
      status: 'ACTIVE',
      templateVersion: 1,
      procedures: [{ slug: 'laser-hair-removal', name: 'Laser hair removal' }],
      booking: { carePlan: { id: laser?.id }, readiness: { state: 'WAITING' } },
      readiness: { form: 'WAITING', screening: 'WAITING', attendance: 'WAITING' },
    });
    expect(laser?.steps.map(({ kind }) => kind)).toContain('REMINDER');
    expect(consultation?.procedures).toEqual([{ slug: 'injectable-consultation', name: 'Injectable consultation' }]);
    expect(consultation?.steps.filter(({ kind }) => kind === 'QUESTION')).toEqual([]);
  });

  test('are asked for by status, readiness, and what was forgotten, page by page', async () => {
    expect((await nodes({ filter: { status: ['PAUSED'] } })).length).toBe(0);
    expect((await nodes({ filter: { readiness: 'WAITING' } })).length).toBe(3);
    expect((await nodes({ filter: { overdue: true } })).map(({ booking }) => booking.uid)).toEqual(['uid-3']);
    expect((await read({ filter: { overdue: false } })).totalCount).toBe(2);
    const first = await read({ first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect((await nodes({ first: 2, after: first.pageInfo.endCursor ?? null })).map(({ booking }) => booking.uid)).toEqual(['uid-3']);
    const { data } = await app.query<{ system: { overdueSteps: number } }>('{ system { overdueSteps } }', {}, headers('VIEWER'));
    expect(data?.system.overdueSteps).toBeGreaterThan(0);
  });

  test('are ready once the form is in and she said that she comes', async () => {
    const booking = await bookingOf(2);
    const { contact } = (await readCarePlan(log, clinic, carePlanId(clinic, booking))) ?? { contact: null };
    const cause = { id: 'ready', correlationId: 'ready', actor: 'patient', channel: null, occurredAt: instantOf(new Date()) } as const;
    const now = cause.occurredAt;
    const answers = [{ field: 'allergies', label: 'Any allergies?', value: ['NO'], details: null }];
    await handle(log, {
      clinic,
      stream: carePlanStream(clinic, carePlanId(clinic, booking)),
      fold: folds.carePlan,
      cause,
      step: 'form',
      subject: contact,
      decide: (state) => completeForm({ answers, concerns: [], consents: [], now }, state),
    });
    await app.settled();
    expect((await planOf(2)).readiness).toMatchObject({ state: 'WAITING', form: 'READY', attendance: 'WAITING' });
    expect((await read({ filter: { readiness: 'READY' } })).totalCount).toBe(0);
    await handle(log, {
      clinic,
      stream: bookingStream(clinic, booking),
      fold: folds.booking,
      cause,
      step: 'confirm',
      subject: contact,
      decide: () => [{ type: 'AttendanceConfirmed' as const, data: { uid: 'uid-2', version: 1, at: now } }],
    });
    await app.settled();
    expect((await planOf(2)).readiness).toMatchObject({ state: 'READY', reasons: [] });
    expect((await nodes({ filter: { readiness: 'READY' } })).map(({ booking: { uid } }) => uid)).toEqual(['uid-2']);
    expect((await read({ filter: { readiness: 'WAITING' } })).totalCount).toBe(2);
  });

  test('of another clinic are as if they were not there', async () => {
    expect((await read({}, 'lotus')).totalCount).toBe(0);
    const { id } = await planOf(1);
    const { data } = await app.query<{ node: unknown }>('query ($id: ID!) { node(id: $id) { id } }', { id }, headers('VIEWER', 'lotus'));
    expect(data?.node).toBeNull();
  });

  test('and bookings of a person are found by her', async () => {
    const { database } = app.testDatabase;
    const booking = await bookingOf(1);
    const contact = (await everything(log)).find(({ stream }) => stream === `booking-oshun.${booking}`)?.metadata.subject;
    if (!contact) throw new Error('the booking is nobody’s');
    expect(await carePlansOfContact(database, clinic, contact)).toEqual([carePlanId(clinic, booking)]);
    expect(await bookingsOfContact(database, clinic, contact)).toEqual([booking]);
  });
});

const steer = graphql(`
  mutation SteerCarePlan($plan: CarePlanInput!, $step: SkipCarePlanStepInput!, $pause: Boolean!, $resume: Boolean!, $skip: Boolean!) {
    pauseCarePlan(input: $plan) @include(if: $pause) { ...Steered }
    resumeCarePlan(input: $plan) @include(if: $resume) { ...Steered }
    skipCarePlanStep(input: $step) @include(if: $skip) { ...Steered }
  }
  fragment Steered on CarePlanResult {
    __typename
    ... on CarePlanSuccess { carePlan { status steps { id name status reason } } }
    ... on Error { message code }
  }
`);

describe('staff', () => {
  const ask = async (which: 'pause' | 'resume' | 'skip', carePlanId: string, stepId = '', role = 'STAFF', clinics = 'oshun') => {
    const asked = { pause: which === 'pause', resume: which === 'resume', skip: which === 'skip' };
    const reason = 'She is travelling.';
    const variables = { plan: { carePlanId, reason }, step: { carePlanId, stepId, reason }, ...asked };
    const { data, errors } = await app.query(steer, variables, headers(role, clinics));
    return {
      result: data?.pauseCarePlan ?? data?.resumeCarePlan ?? data?.skipCarePlanStep,
      code: errors?.[0]?.extensions?.code,
    };
  };

  test('pause a plan, resume it, and leave a step out, each told in the journey', async () => {
    const { id, steps } = await planOf(1);
    const step = steps.find(({ name }) => name.startsWith('No sun'))?.id ?? '';
    expect((await ask('pause', id)).result).toMatchObject({ carePlan: { status: 'PAUSED' } });
    expect((await ask('resume', id)).result).toMatchObject({ carePlan: { status: 'ACTIVE' } });
    expect((await ask('resume', id)).result).toMatchObject({ carePlan: { status: 'ACTIVE' } });
    const { result } = await ask('skip', id, step);
    expect(result).toMatchObject({
      carePlan: {
        steps: expect.arrayContaining([
          expect.objectContaining({ id: step, status: 'SKIPPED', reason: expect.stringContaining('She is travelling.') }),
        ]),
      },
    });
    await app.settled();
    expect((await planOf(1)).steps.find((one) => one.id === step)?.status).toBe('SKIPPED');
  });

  test('are refused what makes no sense, is not there, or is not theirs to do', async () => {
    const { id } = await planOf(2);
    const other = (await planOf(1)).steps[0]?.id ?? '';
    expect((await ask('skip', id, other)).result).toMatchObject({ __typename: 'NotFound' });
    expect((await ask('pause', id, '', 'STAFF', 'lotus')).result).toMatchObject({ __typename: 'NotFound' });
    expect((await ask('pause', id, '', 'VIEWER')).code).toBe('FORBIDDEN');
  });
});

const publish = graphql(`
  mutation PublishTemplate($input: PublishCarePlanTemplateInput!) {
    publishCarePlanTemplate(input: $input) {
      __typename
      ... on CarePlanTemplateSuccess { template { version procedure { slug } steps } }
      ... on Error { message code }
      ... on InvalidInput { path }
    }
  }
`);

describe('care plan templates', () => {
  const list = '{ carePlanTemplates(clinic: "oshun") { version procedure { slug name } steps } }';
  interface Template {
    readonly version: number;
    readonly procedure: { readonly slug: string };
    readonly steps: readonly { readonly id: string }[];
  }
  const templates = async (): Promise<readonly Template[]> =>
    (await app.query<{ carePlanTemplates: readonly Template[] }>(list, {}, headers('VIEWER'))).data?.carePlanTemplates ?? [];
  const send = async (procedure: string, steps: unknown, role = 'ADMIN', slug = 'oshun') => {
    const { data, errors } = await app.query(publish, { input: { clinic: slug, procedure, steps } }, headers(role));
    return { result: data?.publishCarePlanTemplate, code: errors?.[0]?.extensions?.code };
  };

  test('are those of the files, until the clinic publishes its own: then plans that have begun keep theirs', async () => {
    expect((await templates()).map(({ procedure }) => procedure.slug)).toEqual(
      shippedCare.templates.map(({ procedure }) => procedure).sort(),
    );
    const steps = (await templates()).find(({ procedure }) => procedure.slug === 'laser-hair-removal')?.steps.slice(0, 3);
    expect((await send('laser-hair-removal', steps)).result).toMatchObject({
      template: { version: 2, procedure: { slug: 'laser-hair-removal' } },
    });
    await app.settled();
    const [mine] = (await templates()).filter(({ version }) => version === 2);
    expect(mine?.steps).toHaveLength(3);
    expect((await planOf(1)).templateVersion).toBe(1);
  });

  test('are refused with the place of everything that must not be sent', async () => {
    const step = { id: 'stop', name: 'Stop', kind: 'GUIDE', anchor: 'START', offset: '-P3D', ifPast: 'SKIP', sources: ['D12'] };
    const { result } = await send('botox', [{ ...step, text: 'Stop your blood thinner.' }]);
    expect(result).toMatchObject({
      __typename: 'InvalidInput',
      path: ['input', 'steps', '0', 'text'],
      message: expect.stringContaining('leave a medicine'),
    });
    expect((await send('botox', 'nothing')).result).toMatchObject({ __typename: 'InvalidInput' });
    expect((await send('no-such-thing', [step])).result).toMatchObject({ __typename: 'NotFound' });
    expect((await send('botox', [step], 'ADMIN', 'lotus')).result).toMatchObject({ __typename: 'NotFound' });
    expect((await send('botox', [step], 'STAFF')).code).toBe('FORBIDDEN');
  });
});

describe('a plan’s events', () => {
  test('replayed give the same rows, and the journey as it stood', async () => {
    const { store, codec } = log;
    const before = await tables(app.testDatabase, ['booking_change', 'conversation_change']);
    expect(before.care_plan_step?.length).toBeGreaterThan(20);
    const options = { databaseUrl: app.testDatabase.url, store, codec, models: readModels };
    expect((await verify(options)).differences).toEqual([]);
    await rebuild(options);
    const after = await tables(app.testDatabase, ['booking_change', 'conversation_change']);
    for (const name of ['care_plan', 'care_plan_step', 'care_plan_template']) expect(after[name]).toEqual(before[name]);

    const query =
      'query ($id: ID!, $at: DateTime) { journey(contactId: $id, at: $at) { carePlans { status steps { status } booking { uid } } entries(first: 100) { edges { node { type recordedAt summary } } } } }';
    const contacts = await app.query<{ bookings: { edges: { node: { uid: string; contact: { id: string } } }[] } }>(
      '{ bookings(first: 10) { edges { node { uid contact { id } } } } }',
      {},
      headers('VIEWER'),
    );
    const id = contacts.data?.bookings.edges.find(({ node }) => node.uid === 'uid-1')?.node.contact.id;
    interface Journey {
      readonly journey: {
        readonly carePlans: readonly {
          readonly status: string;
          readonly steps: readonly unknown[];
          readonly booking: { readonly uid: string };
        }[];
        readonly entries: {
          readonly edges: readonly { readonly node: { readonly type: string; readonly recordedAt: string; readonly summary: string } }[];
        };
      } | null;
    }
    const now = (await app.query<Journey>(query, { id }, headers('VIEWER'))).data?.journey;
    expect(now?.carePlans).toMatchObject([{ status: 'ACTIVE', booking: { uid: 'uid-1' } }]);
    const paused = now?.entries.edges.find(({ node }) => node.type === 'CarePlanPaused')?.node;
    expect(paused?.summary).toContain('paused');
    const then = (await app.query<Journey>(query, { id, at: paused?.recordedAt }, headers('VIEWER'))).data?.journey;
    expect(then?.carePlans).toMatchObject([{ status: 'PAUSED' }]);
  });
});
