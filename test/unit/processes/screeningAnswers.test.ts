import { afterEach, describe, expect, test } from 'vitest';
import type { ScreeningAnswered } from '../../../src/domain/care/events.ts';
import { processesWith } from '../../../src/processes/processes.ts';
import { publishCareFromFiles } from '../../../src/server/clinics.ts';
import { calcomBody } from '../../support/calcomBody.ts';
import { shippedCare } from '../../support/care.ts';
import { everything } from '../../support/log.ts';
import { fixtureSettings } from '../../support/memoryClinic.ts';
import { memoryOutside } from '../../support/memoryOutside.ts';
import { type SendingStage, sendingStage } from '../../support/sending/stage.ts';

let stage: SendingStage;
afterEach(() => stage.close());

/** Keisha has written, and booked a laser visit for three days later; her questions, guide and form are with her. */
async function screened(): Promise<void> {
  stage = await sendingStage({ processes: (outside, log) => processesWith(memoryOutside(log, outside.clock, outside)) });
  await publishCareFromFiles(stage.log, [fixtureSettings], shippedCare.templates, stage.clock.now());
  await stage.pass(60);
  const createdAt = stage.clock.now().toISOString();
  const person = { name: 'Keisha Brown', email: 'keisha.brown@example.com', phone: '+18765550142' };
  await stage.clinic.deliver(calcomBody({ ...person, createdAt, type: 'laser-hair-removal', startsAt: '2026-10-08T15:00:00Z' }));
  await stage.pass(600);
}

const read = (): readonly (string | null)[] => stage.chatwoot.delivered.map(({ content }) => content);

const answers = async (): Promise<readonly string[]> =>
  (await everything(stage.log)).flatMap(({ event }) =>
    event.type === 'ScreeningAnswered' ? [(event satisfies ScreeningAnswered).data.answer] : [],
  );

/** What she was sent since she wrote this. */
async function afterWriting(...texts: readonly string[]): Promise<readonly (string | null)[]> {
  const before = read().length;
  for (const text of texts) await stage.writes(text);
  await stage.pass(120);
  return read().slice(before);
}

describe('who is asked screening questions', () => {
  test('gets them with a link to her form, and no word to a mere answer', async () => {
    await screened();
    const screening = read().find((text) => text?.includes('in the last four weeks?'));
    expect(screening).toMatch(/health form .*https:\/\/concierge\.example\.com\/f\/oshun\.[\w-]{66}/);
    expect(await afterWriting('1 no, 2 no, 3 no,', '4 no 5 no')).toEqual([]);
    expect(await answers()).toEqual(['GOOD', 'GOOD', 'GOOD', 'GOOD', 'GOOD']);
    expect(stage.processes.errors).toEqual([]);
  });

  test('gets no word to a mere no when the questions were what we asked last', async () => {
    await screened();
    // A day later they are asked once more, while she may be written to.
    await stage.pass(80_000);
    await stage.writes('Good morning');
    await stage.pass(10_000);
    expect(await afterWriting('No')).toEqual([]);
    expect(await answers()).toHaveLength(5);
  });

  test('is answered when she asks something along with it, or writes about something else', async () => {
    await screened();
    expect(await afterWriting('1 no. Where are you located?')).toEqual([expect.stringContaining('99 Example Plaza')]);
    expect(await answers()).toEqual(['GOOD']);
    expect(await afterWriting('How much is Botox?')).toEqual([expect.stringMatching(/Botox.*250/)]);
  });

  test('is answered at once when what she answers is a danger', async () => {
    await screened();
    expect(await afterWriting('1 no, but my face is swollen and I can’t breathe')).toHaveLength(1);
    expect(await answers()).toEqual(['GOOD']);
    expect((await stage.tasks()).map(({ kind }) => kind)).toContain('MEDICAL_CONCERN');
  });
});
