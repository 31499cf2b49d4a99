import { describe, expect, test } from 'vitest';
import { careValues } from '../../../../src/domain/care/careValues.ts';
import { composeMessage } from '../../../../src/domain/care/composeMessage.ts';
import { configureClinic } from '../../../../src/domain/clinic/clinic.ts';
import { type BookingId, type ClinicSlug, type Instant, instantOf } from '../../../../src/domain/ids.ts';
import { streamName } from '../../../../src/domain/stream.ts';
import { type Cause, handle, type Log } from '../../../../src/eventStore/commandHandler.ts';
import { carePlanId, readCarePlan } from '../../../../src/eventStore/commands/carePlanStream.ts';
import { followBooking } from '../../../../src/eventStore/commands/followBooking.ts';
import { publishCareFiles, publishCareTemplate } from '../../../../src/eventStore/commands/publishCareTemplates.ts';
import { folds } from '../../../../src/eventStore/folds.ts';
import { calcomBody } from '../../../support/calcomBody.ts';
import { shippedCare, shippedTemplate } from '../../../support/care.ts';
import { bodyOf, fixturesArePresent } from '../../../support/fixtures.ts';
import { everything, memoryLog } from '../../../support/log.ts';
import { demoSettings, memoryClinic } from '../../../support/memoryClinic.ts';

const clinic = 'oshun' as ClinicSlug;

const cause = (id: string, at = '2026-10-01T12:00:00.000Z'): Cause => ({
  id,
  correlationId: id,
  actor: 'system',
  channel: null,
  occurredAt: at as Instant,
});

async function openClinic(log: Log): Promise<void> {
  await handle(log, {
    clinic,
    stream: streamName('clinic', clinic),
    fold: folds.clinic,
    cause: cause('settings'),
    step: 'configure',
    subject: null,
    decide: (state) => configureClinic(demoSettings, state),
  });
  await publishCareFiles(log, clinic, shippedCare.templates, cause('templates'));
}

describe.skipIf(!fixturesArePresent)('a consultation about botox, as Cal.com tells of it', () => {
  test('gets a plan without one rule of what to avoid in any message', async () => {
    const { log, deliver } = memoryClinic();
    await openClinic(log);
    await deliver(bodyOf('calcom', { file: 'booking_created.json' }));
    const booked = (await everything(log)).find(({ event }) => event.type === 'BookingScheduled');
    const booking = (booked?.stream.split('.')[1] ?? '') as BookingId; // a booking's stream is named after it
    const now = instantOf(new Date(booked?.metadata.occurredAt ?? ''));
    await followBooking(log, { clinic, booking, now, othersOf: async () => [] }, cause('follow'));
    const plan = await readCarePlan(log, clinic, carePlanId(clinic, booking));
    if (!plan) throw new Error('it has no plan');
    expect(plan.templates.map(({ procedure }) => procedure)).toEqual(['injectable-consultation']);
    const sources = {
      plan,
      settings: demoSettings,
      name: 'Keisha Brown',
      formLink: 'https://f.example',
      bookingLink: 'https://b.example',
      now,
    };
    const values = (slug: string) => careValues(sources, slug);
    const texts = plan.pinned
      .filter(({ kind }) => kind !== 'REMINDER')
      .map(({ id }) => composeMessage([{ plan, steps: [id], questions: [], values }]).text);
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.join('\n')).not.toMatch(/avoid|do not|don['’]t|stop|alcohol|ibuprofen|fish oil|sun|\{\{/i);
    expect(plan.pinned.filter(({ avoid, ask }) => avoid !== null || ask !== null)).toEqual([]);
  });
});

describe('a visit for several procedures', () => {
  test.each([
    ['ticked in a list', ['Laser hair removal', 'Chemical peel']],
    ['written in one line', 'laser & chemical peels'],
  ])('%s is one plan for all of them', async (_how, value) => {
    const { log, deliver } = memoryClinic();
    await openClinic(log);
    const responses = {
      name: { label: 'your_name', value: 'Marva Test' },
      email: { label: 'email_address', value: 'marva.test@example.com' },
      procedure: { label: 'What for?', value },
    };
    await deliver(calcomBody({ type: 'skin-visit', more: { responses } }));
    const [booked] = (await everything(log)).filter(({ event }) => event.type === 'BookingScheduled');
    const booking = (booked?.stream.split('.')[1] ?? '') as BookingId; // a booking's stream is named after it
    await followBooking(log, { clinic, booking, now: '2026-10-05T18:22:42.000Z' as Instant, othersOf: async () => [] }, cause('follow'));
    const plan = await readCarePlan(log, clinic, carePlanId(clinic, booking));
    expect(plan?.templates.map(({ procedure }) => procedure)).toEqual(['laser-hair-removal', 'chemical-peel']);
    expect(plan?.steps.find(({ id }) => id === 'chemical-peel.sun')?.because).toBe('stricterRule');
  });
});

describe('care plan templates', () => {
  const published = async (log: Log): Promise<readonly string[]> =>
    (await everything(log)).flatMap(({ event }) =>
      event.type === 'CarePlanTemplatePublished' ? [`${event.data.template.procedure} ${event.data.version} ${event.data.by}`] : [],
    );

  test('are published from the files once, and again when a file changed', async () => {
    const log = memoryLog();
    await openClinic(log);
    await publishCareFiles(log, clinic, shippedCare.templates, cause('again'));
    expect(await published(log)).toHaveLength(shippedCare.templates.length);
    const changed = shippedCare.templates.map((one) => (one.procedure === 'botox' ? { ...one, name: 'Botulinum toxin' } : one));
    await publishCareFiles(log, clinic, changed, cause('changed'));
    expect((await published(log)).slice(shippedCare.templates.length)).toEqual(['botox 2 file']);
  });

  test('that a person of the clinic changed stay hers, whatever the file says', async () => {
    const log = memoryLog();
    await openClinic(log);
    const hers = { ...shippedTemplate('prp'), steps: shippedTemplate('prp').steps.slice(0, 3) };
    await publishCareTemplate(log, clinic, hers, cause('hers'));
    const state = await publishCareFiles(log, clinic, shippedCare.templates, cause('restart'));
    expect(state.prp).toMatchObject({ version: 2, by: 'staff', template: hers });
  });
});
