import { describe, expect, test } from 'vitest';
import type { VisitPurpose } from '../../../../src/domain/booking/visitEvents.ts';
import type { Instant } from '../../../../src/domain/ids.ts';
import { reminderMessage, visitMessage } from '../../../../src/domain/visit/visitMessage.ts';
import { bookAnewReply, cancelReply, confirmedReply, laterReply } from '../../../../src/domain/visit/visitReply.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';
import { visitContext } from '../../../support/visits/context.ts';

const treatment = { kind: 'TREATMENT', procedure: 'laser-hair-removal' } as const;

test('a consultation is confirmed with its name, weekday, time, zone in words, practitioner and place, and what to bring and expect', () => {
  expect(visitMessage('CONFIRMATION', false, visitContext())).toEqual({
    text: [
      'Hi Keisha, you are booked: Botox consultation on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell at Oshun Cosmetic.',
      'Where: Suite 4, 99 Example Plaza, Kingston 10, Jamaica (https://maps.example.com/oshun-cosmetic).',
      'A clinician listens to what you would like, looks at your skin, and tells you honestly what would help and what it costs.',
      'Please bring a photo ID and a list of any medicines you take.',
      'If anything changes, just answer this message.',
    ].join('\n'),
    values: {
      name: 'Keisha',
      procedure: 'Botox consultation',
      when: 'Wednesday 14 October at 10:00 am (Jamaica time)',
      practitioner: 'Dr. Simone Campbell',
      place: 'Suite 4, 99 Example Plaza, Kingston 10, Jamaica (https://maps.example.com/oshun-cosmetic)',
      clinic: 'Oshun Cosmetic',
    },
  });
});

test('a treatment is confirmed with its pre-care basics, and asks in place of a reminder that was due', () => {
  expect(visitMessage('CONFIRMATION', true, visitContext({ ...treatment, practitioner: null })).text).toBe(
    [
      'Hi Keisha, you are booked: Laser hair removal appointment on Wednesday 14 October at 10:00 am (Jamaica time) at Oshun Cosmetic.',
      'Where: Suite 4, 99 Example Plaza, Kingston 10, Jamaica (https://maps.example.com/oshun-cosmetic).',
      'Before you come: shave the area the day before and stay out of the sun.',
      'Please bring a photo ID and a list of any medicines you take.',
      'Reply YES (or 1) if you are coming. To move the visit reply LATER, to call it off reply CANCEL.',
    ].join('\n'),
  );
});

test('a consultation is never prepared for like the treatment that it is about', () => {
  const stop = demoSettings.procedures.map((one) => ({ ...one, basics: 'stop ibuprofen a week before' }));
  for (const asks of [true, false])
    for (const purpose of ['CONFIRMATION', 'RESCHEDULED'] as const)
      expect(visitMessage(purpose, asks, visitContext({}, { procedures: stop })).text).not.toMatch(/ibuprofen|stop/);
});

describe('what becomes of a booking', () => {
  const details = [
    'Where: Suite 4, 99 Example Plaza, Kingston 10, Jamaica (https://maps.example.com/oshun-cosmetic).',
    'A clinician listens to what you would like, looks at your skin, and tells you honestly what would help and what it costs.',
    'Please bring a photo ID and a list of any medicines you take.',
    'If anything changes, just answer this message.',
  ];
  const cases: readonly (readonly [VisitPurpose, readonly string[]])[] = [
    [
      'REQUESTED',
      [
        'Hi Keisha, we have your request: Botox consultation on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell at Oshun Cosmetic.',
        'It is not booked yet. We write to you here as soon as it is.',
      ],
    ],
    [
      'AWAITING_PAYMENT',
      [
        'Hi Keisha, we are holding a time for you: Botox consultation on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell at Oshun Cosmetic.',
        'It is booked as soon as your payment is in.',
      ],
    ],
    [
      'RESCHEDULED',
      [
        'Hi Keisha, your Botox consultation at Oshun Cosmetic has a new time: Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell.',
        ...details,
      ],
    ],
    [
      'RESCHEDULE_REQUESTED',
      [
        'Hi Keisha, Oshun Cosmetic has to ask you for another time for your Botox consultation: Wednesday 14 October at 10:00 am (Jamaica time) is not possible after all. We are sorry.',
        'Please choose one here: https://cal.com/reschedule/uid-one',
      ],
    ],
    [
      'REJECTED',
      [
        'Hi Keisha, we are sorry: Wednesday 14 October at 10:00 am (Jamaica time) is not possible for your Botox consultation at Oshun Cosmetic.',
        'You can choose another time here: https://cosmetic.oshunja.com/booking',
      ],
    ],
    [
      'CANCELLED',
      [
        'Hi Keisha, your Botox consultation at Oshun Cosmetic on Wednesday 14 October at 10:00 am (Jamaica time) is cancelled.',
        'If you would like another time, choose one here: https://cosmetic.oshunja.com/booking',
      ],
    ],
    [
      'FOLLOW_UP',
      [
        'Hi Keisha, we missed you at Oshun Cosmetic on Wednesday 14 October.',
        'If you would still like to come, choose another time here: https://cosmetic.oshunja.com/booking',
      ],
    ],
  ];

  test.each(cases)('%s is told in its own words', (purpose, lines) => {
    expect(visitMessage(purpose, false, visitContext()).text).toBe(lines.join('\n'));
  });
});

describe('a reminder', () => {
  test('asks whether she is coming', () => {
    expect(reminderMessage(visitContext()).text).toBe(
      [
        'Hi Keisha, a reminder: your Botox consultation at Oshun Cosmetic is on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell.',
        'Where: Suite 4, 99 Example Plaza, Kingston 10, Jamaica (https://maps.example.com/oshun-cosmetic).',
        'Please bring a photo ID and a list of any medicines you take.',
        'Reply YES (or 1) if you are coming. To move the visit reply LATER, to call it off reply CANCEL.',
      ].join('\n'),
    );
  });

  test('does not ask who has said so', () => {
    const { text } = reminderMessage(visitContext({ attendanceConfirmedAt: '2026-10-11T15:02:00.000Z' as Instant }));
    expect(text.split('\n').at(-1)).toBe('You have told us that you are coming: see you then.');
  });
});

test('a discreet clinic names no procedure, in whatever it says', () => {
  const context = visitContext({ ...treatment }, { discreet: true });
  const said = [
    ...(['REQUESTED', 'AWAITING_PAYMENT', 'CONFIRMATION', 'RESCHEDULED', 'RESCHEDULE_REQUESTED', 'REJECTED', 'CANCELLED'] as const).map(
      (purpose) => visitMessage(purpose, true, context),
    ),
    reminderMessage(context),
  ];
  for (const { text, values } of said) expect(`${text} ${JSON.stringify(values)}`).not.toMatch(/laser|hair|shave|consultation/i);
  expect(said[2]?.text.split('\n')[0]).toBe(
    'Hi Keisha, you are booked: appointment on Wednesday 14 October at 10:00 am (Jamaica time) with Dr. Simone Campbell at Oshun Cosmetic.',
  );
});

test('whose name nobody knows is greeted all the same, and no value of a template is blank', () => {
  const { text, values } = visitMessage(
    'CONFIRMATION',
    false,
    visitContext({ practitioner: null, location: null }, { address: null }, null),
  );
  expect(text).toMatch(/^Hi there, you are booked: /);
  expect(text).not.toContain('Where:');
  expect(Object.values(values).every((value) => value.trim() !== '')).toBe(true);
});

test.each([
  ['https://meet.example.com/kb', 'Where: online, at https://meet.example.com/kb.'],
  ['integrations:daily', 'Where: online.'],
  ['+18765550142', 'Where: by phone, on the number that you gave us.'],
])('a visit at %s says so', (location, line) => {
  expect(visitMessage('CONFIRMATION', false, visitContext({ location })).text.split('\n')[1]).toBe(line);
});

test('another zone and another year are said in words', () => {
  const context = visitContext({ startsAt: '2027-01-13T20:30:00.000Z' as Instant }, { timeZone: 'America/New_York' });
  expect(visitMessage('CONFIRMATION', false, context).values.when).toBe('Wednesday 13 January 2027 at 3:30 pm (New York time)');
});

test('what she answers to a reminder is answered', () => {
  const context = visitContext();
  expect(confirmedReply(context)).toBe('Thank you, Keisha. See you on Wednesday 14 October at 10:00 am (Jamaica time).');
  expect(laterReply(context)).toBe(
    'Of course. Choose another time for your Botox consultation here: https://cal.com/reschedule/uid-one\nUntil you have chosen one, your present time stays yours.',
  );
  expect(cancelReply(context)).toBe(
    'You can call off your Botox consultation on Wednesday 14 October at 10:00 am (Jamaica time) here: https://cal.com/booking/uid-one?cancel=true\nIf another time would suit you better, choose one here: https://cal.com/reschedule/uid-one',
  );
  expect(laterReply({ ...context, seat: 'seat-a' })).toContain('https://cal.com/reschedule/seat-a');
  expect(cancelReply({ ...context, seat: 'seat-a' })).toContain('https://cal.com/booking/uid-one?cancel=true&seatReferenceUid=seat-a');
  expect(bookAnewReply(context)).toBe('You can choose a time here: https://cosmetic.oshunja.com/booking');
});
