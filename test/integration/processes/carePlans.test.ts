import { afterEach, describe, expect, test } from 'vitest';
import type { BookingReport } from '../../../src/domain/booking/report.ts';
import { readinessOf } from '../../../src/domain/care/readiness.ts';
import type { ClinicSlug, ContactId, Instant, MessageId, TaskId } from '../../../src/domain/ids.ts';
import { completeTask } from '../../../src/eventStore/commands/completeTask.ts';
import { everything } from '../../support/log.ts';
import { type CareStage, careStage, messageSent, standing } from '../../support/processes/careStage.ts';
import { bookingReport } from '../../support/reports.ts';

let stage: CareStage;
afterEach(() => stage.close());

const booked = '2027-03-01T15:00:00.000Z';

/** A laser visit at ten in the morning, in Jamaica, two days after it is booked. */
const laser = (change: Partial<BookingReport['details']> = {}, more: Partial<BookingReport> = {}): BookingReport =>
  bookingReport({
    ...more,
    details: {
      at: booked as Instant,
      startsAt: '2027-03-03T15:00:00.000Z' as Instant,
      endsAt: '2027-03-03T16:00:00.000Z' as Instant,
      kind: 'TREATMENT',
      procedure: 'laser-hair-removal',
      ...change,
    },
  });

const spoken = (): readonly string[] => stage.said.map(({ at, purpose }) => `${at} ${purpose}`);

const tasks = async (): Promise<readonly string[]> =>
  (await everything(stage.log)).flatMap(({ event }) =>
    event.type === 'StaffTaskRaised' ? [`${event.data.kind}: ${event.data.reason}`] : [],
  );

/** She writes to the clinic. */
const writes = (contact: ContactId, text: string, at: string): Promise<void> =>
  stage.tell(contact, {
    type: 'MessageReceived',
    data: {
      message: `said ${text}` as MessageId,
      externalId: text,
      at: at as Instant,
      automatic: false,
      inReplyTo: null,
      text,
      attachments: [],
    },
  });

describe('a laser visit that is booked two days ahead', () => {
  test('is asked about what was to be left for four weeks, gets guide and form at once, and aftercare on the clinic’s clock', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    expect(spoken()).toEqual([`${booked} SCREENING`]);
    const [first] = stage.said;
    expect(first?.text).toMatch(/shave the area the day before/);
    expect(first?.text).toMatch(/health form .*https:\/\/clinic\.example\/f\//);
    expect(first?.text).toMatch(/waxed, plucked, threaded .*in the last four weeks\?/);
    expect(first?.text).toMatch(/Any sun, tanning bed or self-tanner on the area in the last four weeks\?/);
    expect(first?.text).not.toMatch(/please do not wax/);
    expect(standing(await stage.plan(booking))).toEqual([
      'isotretinoin SENT',
      'wax SCREENED',
      'sun SCREENED',
      'medicines SENT',
      'retinoid SENT',
      'guide SENT',
      'form SENT',
      'health SENT',
      'reminder-3d SKIPPED past',
      'reminder-1d PLANNED',
      'aftercare PLANNED',
      'sun-after PLANNED',
      'scrubs PLANNED',
      'week-after PLANNED',
      'screening-chase PLANNED',
    ]);

    const { contact, steps } = await stage.plan(booking);
    expect(steps.find(({ id }) => id === 'reminder-1d')?.dueAt).toBe('2027-03-02T15:00:00.000Z');
    await writes(contact, 'no to all', booked);
    await stage.until('2027-03-02T15:00:00.000Z');
    // As the booking's reminders name themselves.
    const about = { purpose: 'REMINDER', booking, appointmentVersion: 1, careStep: 'P1D 10:00' } as const;
    await stage.tell(contact, messageSent('reminder' as MessageId, about, '2027-03-02T15:00:00.000Z' as Instant));
    await stage.until('2027-03-20T00:00:00.000Z');
    expect(spoken().slice(1)).toEqual([
      '2027-03-03T16:00:00.000Z CARE',
      '2027-03-04T16:00:00.000Z CARE',
      '2027-03-06T16:00:00.000Z CARE',
      '2027-03-10T16:00:00.000Z CARE',
    ]);
    const after = await stage.plan(booking);
    expect(after.status).toBe('COMPLETED');
    expect(standing(after)).toContain('reminder-1d SENT');
    expect(standing(after)).toContain('screening-chase SKIPPED answered');
    expect(stage.errors).toEqual([]);
  });

  test('keeps the hour of the day where the clocks go forward meanwhile', async () => {
    const clinic = { slug: 'hudson' as ClinicSlug, timeZone: 'America/New_York' };
    stage = await careStage('2027-03-10T15:00:00.000Z', clinic);
    const details = { startsAt: '2027-03-12T15:00:00.000Z', endsAt: '2027-03-12T16:00:00.000Z', timeZone: 'America/New_York' };
    const booking = await stage.book('a', laser({ at: '2027-03-10T15:00:00.000Z', ...details } as Partial<BookingReport['details']>));
    const { contact } = await stage.plan(booking);
    await writes(contact, 'no to all', '2027-03-10T15:00:00.000Z');
    await stage.until('2027-03-25T00:00:00.000Z');
    // The visit ends at eleven in winter time; on the 14th the clocks go forward.
    expect(spoken().slice(1)).toEqual([
      '2027-03-12T16:00:00.000Z CARE',
      '2027-03-13T16:00:00.000Z CARE',
      '2027-03-15T15:00:00.000Z CARE',
      '2027-03-19T15:00:00.000Z CARE',
    ]);
    expect(stage.errors).toEqual([]);
  });

  test('is told the rules after all when it moves five weeks on, and nothing for the old time', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    const moved = { uid: 'uid-two', previousUid: 'uid-one', iCalSequence: 1, at: '2027-03-01T16:00:00.000Z' };
    const times = { startsAt: '2027-04-05T15:00:00.000Z', endsAt: '2027-04-05T16:00:00.000Z' };
    await stage.until('2027-03-01T16:00:00.000Z');
    await stage.book(
      'b',
      laser({ ...moved, ...times } as Partial<BookingReport['details']>, {
        says: { type: 'status', status: 'SCHEDULED', rescheduled: true, reason: 'work' },
      }),
    );
    expect((await stage.plan(booking)).visit).toMatchObject({ version: 2, startsAt: times.startsAt });
    await writes((await stage.plan(booking)).contact, 'no to all', '2027-03-01T16:30:00.000Z');
    await stage.until('2027-03-20T00:00:00.000Z');
    expect(spoken()).toEqual([`${booked} SCREENING`, '2027-03-08T15:00:00.000Z CARE']);
    expect(stage.said[1]).toMatchObject({ appointmentVersion: 2, text: expect.stringContaining('please do not wax') });
    await stage.until('2027-04-20T00:00:00.000Z');
    expect(spoken().slice(2)).toEqual([
      '2027-03-29T15:00:00.000Z SCREENING',
      '2027-03-30T15:00:00.000Z SCREENING',
      '2027-04-02T15:00:00.000Z SCREENING',
      '2027-04-03T15:00:00.000Z SCREENING',
      '2027-04-05T16:00:00.000Z CARE',
      '2027-04-06T16:00:00.000Z CARE',
      '2027-04-08T16:00:00.000Z CARE',
      '2027-04-12T16:00:00.000Z CARE',
    ]);
    expect(stage.errors).toEqual([]);
  });

  test('says nothing more once it is cancelled', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    await stage.book(
      'b',
      laser(
        { at: '2027-03-01T15:05:00.000Z' as Instant },
        { says: { type: 'status', status: 'CANCELLED', rescheduled: false, reason: null } },
      ),
    );
    await stage.until('2027-03-20T00:00:00.000Z');
    expect(spoken()).toEqual([`${booked} SCREENING`]);
    expect((await stage.plan(booking)).status).toBe('CANCELLED');
    expect(stage.errors).toEqual([]);
  });

  test('waits while she is marked as not come, and goes on with what is still of use when that is taken back', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    await stage.until('2027-03-03T15:20:00.000Z');
    const mark = (noShow: boolean, at: string): BookingReport =>
      laser(
        { at: at as Instant },
        {
          occurredAt: at as Instant,
          says: { type: 'attendance', marks: [{ attendee: { kind: 'EMAIL', value: 'keisha.brown@example.com' }, noShow }] },
        },
      );
    await stage.book('b', mark(true, '2027-03-03T15:20:00.000Z'));
    expect((await stage.plan(booking)).status).toBe('PAUSED');
    await stage.until('2027-03-05T12:00:00.000Z');
    expect(stage.said.map(({ purpose }) => purpose)).toEqual(['SCREENING', 'SCREENING']);
    await stage.book('c', mark(false, '2027-03-05T12:00:00.000Z'));
    await stage.until('2027-03-20T00:00:00.000Z');
    expect((await stage.plan(booking)).status).toBe('COMPLETED');
    expect(spoken().slice(2)).toEqual(['2027-03-06T16:00:00.000Z CARE', '2027-03-10T16:00:00.000Z CARE']);
    expect(stage.errors).toEqual([]);
  });
});

describe('screening', () => {
  test('holds the visit and tells staff when an answer is one that a clinician must see', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    const { contact } = await stage.plan(booking);
    await stage.until('2027-03-01T15:10:00.000Z');
    await writes(contact, 'no, but mi did go beach Sunday', '2027-03-01T15:10:00.000Z');
    const { steps, holds } = await stage.plan(booking);
    expect(steps.flatMap(({ id, answer }) => (answer === null ? [] : [`${id} ${answer}`]))).toEqual([
      'isotretinoin GOOD',
      'wax GOOD',
      'sun BAD',
      'medicines GOOD',
      'health GOOD',
    ]);
    expect(holds.map(({ about }) => about)).toEqual(['sun']);
    expect(await tasks()).toEqual([
      'SCREENING: A clinician has to see an answer before the visit: No sun on the area, from four weeks before.',
    ]);
    expect(stage.errors).toEqual([]);
  });

  test('lets the visit go on once a clinician has done the task', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    const { contact } = await stage.plan(booking);
    await writes(contact, '3 yes, 4 yes', booked);
    expect((await stage.plan(booking)).holds.map(({ about }) => about)).toEqual(['sun', 'medicines']);
    const raised = (await everything(stage.log)).flatMap(({ event }) => (event.type === 'StaffTaskRaised' ? [event.data] : []));
    const sun = raised.find(({ reason }) => reason.includes('No sun'));
    const cause = { id: 'done', correlationId: 'done', actor: 'staff:marva', channel: null, occurredAt: booked as Instant } as const;
    await completeTask(stage.log, 'oshun' as ClinicSlug, sun?.task ?? ('' as TaskId), { staff: 'marva', note: 'It has faded.' }, cause);
    await stage.settled();
    expect((await stage.plan(booking)).holds.map(({ about }) => about)).toEqual(['medicines']);
    expect(stage.errors).toEqual([]);
  });

  test('asks once more for what was not answered, and only once', async () => {
    stage = await careStage(booked);
    await stage.book('a', laser());
    await stage.until('2027-03-03T14:00:00.000Z');
    expect(spoken()).toEqual([`${booked} SCREENING`, '2027-03-02T15:00:00.000Z SCREENING']);
    expect(stage.said[1]?.text).toMatch(/We still need your answer/);
  });

  test('takes what is no answer, or another person’s, for none', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    const { contact } = await stage.plan(booking);
    await writes(contact, 'What time do you open?', '2027-03-01T15:10:00.000Z');
    await writes('00000000-0000-4000-8000-00000000c009' as ContactId, 'yes', '2027-03-01T15:10:00.000Z');
    expect((await stage.plan(booking)).steps.filter(({ answer }) => answer !== null)).toEqual([]);
    expect(stage.errors).toEqual([]);
  });
});

describe('a message that fails', () => {
  test('while it is asked for is asked for again, and is one message', async () => {
    stage = await careStage(booked);
    stage.fail(2);
    const booking = await stage.book('a', laser());
    expect(stage.said).toEqual([]);
    await stage.until('2027-03-01T15:01:00.000Z');
    expect(stage.said.map(({ careStep, purpose }) => [careStep, purpose])).toEqual([
      [expect.stringMatching(/\/isotretinoin$/), 'SCREENING'],
    ]);
    expect(standing(await stage.plan(booking))).toContain('sun SCREENED');
  });

  test('as often as it may has failed with all that it would have held, and the visit waits for what could not be asked', async () => {
    stage = await careStage(booked);
    stage.fail(8);
    const booking = await stage.book('a', laser());
    await stage.until('2027-03-01T16:00:00.000Z');
    const plan = await stage.plan(booking);
    expect(standing(plan).slice(0, 8)).toEqual([
      'isotretinoin FAILED',
      'wax FAILED',
      'sun FAILED',
      'medicines FAILED',
      'retinoid FAILED',
      'guide FAILED',
      'form FAILED',
      'health FAILED',
    ]);
    expect(stage.said).toEqual([]);
    expect(readinessOf(plan, true)).toMatchObject({
      screening: 'WAITING',
      reasons: expect.arrayContaining(['It could not be asked: No sun on the area, from four weeks before.']),
    });
  });

  test('because the channel refuses it later has its steps failed', async () => {
    stage = await careStage(booked);
    const booking = await stage.book('a', laser());
    const { contact } = await stage.plan(booking);
    await stage.until('2027-03-03T16:00:00.000Z');
    const after = stage.said.at(-1);
    const [message] = (await everything(stage.log)).flatMap(({ event }) =>
      event.type === 'MessageSent' && event.data.about?.careStep === after?.careStep ? [event.data] : [],
    );
    if (!message) throw new Error('it was not sent');
    const { at, about } = message;
    await stage.tell(contact, { type: 'MessageFailed', data: { message: message.message, at, about, canReply: null, reason: null } });
    expect(standing(await stage.plan(booking))).toContain('aftercare FAILED');
  });
});

describe('two visits of one person', () => {
  test('are told of in one message where both have something to say within two hours', async () => {
    stage = await careStage(booked);
    await stage.book('a', laser());
    const facial = laser({
      uid: 'uid-other',
      iCalUid: null,
      procedure: 'hydrafacial',
      startsAt: '2027-03-03T16:30:00.000Z' as Instant,
      endsAt: '2027-03-03T17:00:00.000Z' as Instant,
    });
    const other = await stage.book('b', facial);
    await stage.until('2027-03-06T12:00:00.000Z');
    const day = stage.said.filter(({ at }) => at.startsWith('2027-03-04T'));
    expect(day.map(({ at, text }) => [at, text])).toEqual([
      ['2027-03-04T16:00:00.000Z', expect.stringMatching(/How does your skin feel today/)],
    ]);
    expect((await stage.plan(other)).steps.some(({ message }) => message === day[0]?.careStep)).toBe(true);
    expect(stage.errors).toEqual([]);
  });

  test('are flagged to staff where the procedures need time between them', async () => {
    stage = await careStage(booked);
    await stage.book('a', laser());
    const at = { startsAt: '2027-03-10T15:00:00.000Z', endsAt: '2027-03-10T16:00:00.000Z' } as Partial<BookingReport['details']>;
    await stage.book('b', laser({ uid: 'uid-other', iCalUid: null, procedure: 'lip-filler', ...at }));
    expect(await tasks()).toEqual([
      'BOOKING: lip-filler and laser-hair-removal in two visits: Laser and filler in one area are at least four weeks apart.',
    ]);
  });
});

test('a treatment that nobody knows gets the consultation’s plan, and staff are told', async () => {
  stage = await careStage(booked);
  const booking = await stage.book('a', laser({ procedure: null }));
  expect((await stage.plan(booking)).templates.map(({ procedure }) => procedure)).toEqual(['consultation']);
  expect(await tasks()).toEqual([expect.stringMatching(/^BOOKING: It is not known what the visit is for/)]);
});
