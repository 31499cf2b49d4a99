import { expect, test } from 'vitest';
import type { MessageName } from '../../../src/domain/care/events.ts';
import { configureClinic } from '../../../src/domain/clinic/clinic.ts';
import type { ClinicSlug, ContactId, Instant } from '../../../src/domain/ids.ts';
import { streamName } from '../../../src/domain/stream.ts';
import { type Cause, handle } from '../../../src/eventStore/commandHandler.ts';
import { recordBooking } from '../../../src/eventStore/commands/recordBooking.ts';
import { folds } from '../../../src/eventStore/folds.ts';
import { requestCare } from '../../../src/processes/carePlans/requestCare.ts';
import type { CareMessage } from '../../../src/processes/carePlans/ways.ts';
import type { Acting } from '../../../src/processes/process.ts';
import { everything, memoryLog } from '../../support/log.ts';
import { demoSettings } from '../../support/memoryClinic.ts';
import { bookingReport } from '../../support/reports.ts';

const clinic = 'oshun' as ClinicSlug;
const now = '2026-10-05T18:30:00.000Z' as Instant;
const cause: Cause = { id: 'effect', correlationId: 'effect', actor: 'system', channel: null, occurredAt: now };

test('a message about care is asked for once, and says which step of which plan it is of', async () => {
  const log = memoryLog();
  await handle(log, {
    clinic,
    stream: streamName('clinic', clinic),
    fold: folds.clinic,
    cause,
    step: 'configure',
    subject: null,
    decide: (state) => configureClinic(demoSettings, state),
  });
  const { booking } = await recordBooking(log, clinic, bookingReport(), cause);
  const contact = (await everything(log)).find(({ stream }) => stream.endsWith(booking))?.metadata.subject ?? ('' as ContactId);
  const careStep: MessageName = 'plan/guide';
  const name = { name: 'Keisha', clinic: 'Oshun', assistant: 'Karen', visit: 'visit', procedure: 'Botox' };
  const place = { when: 'Wednesday at 10', day: 'Wednesday', time: '10', address: 'Suite 4', formLink: 'f', bookingLink: 'b' };
  const message: CareMessage = {
    clinic,
    contact,
    purpose: 'CARE',
    text: 'Hi Keisha.\n\nCome with a clean face.',
    values: { ...name, ...place },
    booking,
    appointmentVersion: 1,
    careStep,
    usefulUntil: '2026-10-14T15:00:00.000Z' as Instant,
  };
  // Of what a deed works with it takes these two.
  const acting = { log, cause } as Acting;
  const say = requestCare({ conversationsOf: async () => [] });
  await say(message, acting);
  await say(message, acting);
  const asked = (await everything(log)).flatMap(({ event }) => (event.type === 'MessageRequested' ? [event.data] : []));
  expect(asked).toMatchObject([
    {
      author: 'KAREN',
      about: { purpose: 'CARE', booking, appointmentVersion: 1, careStep },
      text: 'Hi Keisha.\n\nCome with a clean face.',
      values: { name: 'Keisha', message: 'Hi Keisha. Come with a clean face.' },
      usefulUntil: '2026-10-14T15:00:00.000Z',
    },
  ]);
});
