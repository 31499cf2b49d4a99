import { describe, expect, test } from 'vitest';
import type { CarePlanId, ClinicSlug, ContactId } from '../../../../src/domain/ids.ts';
import { writeFormToken } from '../../../../src/eventStore/formToken.ts';
import { EventStoreError } from '../../../../src/eventStore/port.ts';
import { bookedForm, hiddenIn, laserAnswers, laserSection } from '../../../support/forms.ts';
import { everything } from '../../../support/log.ts';

const at = (query: string) => ({ query: new URLSearchParams(query) });

describe('the page of a form', () => {
  test('shows the first section, each field with a label of its own, and runs nothing', async () => {
    const form = await bookedForm();
    const { status, outcome, page } = await form.ask();
    expect([status, outcome]).toEqual([200, 'shown']);
    expect(page).toContain('Step 1 of 3');
    expect(page).toContain('Wednesday 14 October');
    const ids = [...page.matchAll(/<(?:input|textarea) (?!type="(?:hidden|radio|checkbox)")[^>]*\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toContain('full-name');
    for (const id of ids) expect(page).toContain(`<label for="${id}">`);
    expect(page.match(/<fieldset/g)?.length).toBe(page.match(/<legend>/g)?.length);
    expect(page).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect(page).toContain('inputmode="tel"');
  });

  test('keeps a section, goes on with the next, and when she comes back with the first that lacks something', async () => {
    const form = await bookedForm();
    expect(await form.post(1, 'next', laserAnswers)).toMatchObject({ status: 303, location: '?step=2' });
    expect(await form.post(2, 'save', { areas: 'legs' })).toMatchObject({ status: 303, location: '?step=2&saved=1' });
    const { page } = await form.ask();
    expect(page).toContain('Step 2 of 3');
    expect(page).toContain('value="legs"');
    expect((await form.ask(at('step=1'))).page).toMatch(/value="YES" checked[\s\S]*vitamin D/);
    expect((await form.ask(at('step=2&saved=1'))).page).toContain('role="status"');
    // The same again is no news.
    await form.post(2, 'save', { areas: 'legs' });
    expect(await form.happened()).toEqual(['FormSaved', 'FormSaved']);
  });

  test('asks who posts too often to wait, and keeps what was saved before', async () => {
    const form = await bookedForm();
    await form.post(1, 'next', laserAnswers);
    const limited = { limit: ({ token }: { token: string }) => (token === form.token ? 41 : 0) };
    const { status, outcome, page, retryAfter } = await form.ask({ body: 'step=2&do=save&areas=legs' }, limited);
    expect([status, outcome, retryAfter]).toEqual([429, 'tooMany', 41]);
    expect(page).toContain('All that you saved before is kept');
    expect(await form.happened()).toEqual(['FormSaved']);
    // To look is free.
    expect((await form.ask(at('step=1'), limited)).page).toContain('value="Marva Test"');
  });

  test('gives back what she wrote, whatever it was, as text', async () => {
    const form = await bookedForm();
    const said = `"><script>alert('x')</script>&amp;`;
    await form.post(1, 'save', { ...laserAnswers, 'full-name': said, hopes: `</textarea>${said}` });
    const { page } = await form.ask(at('step=1'));
    expect(page).not.toContain('<script');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;"');
    expect(page).toContain('&lt;/textarea&gt;');
  });

  test('shows a wrong answer again with what is wrong, and keeps the rest', async () => {
    const form = await bookedForm();
    const { status, page } = await form.post(1, 'next', { ...laserAnswers, 'emergency-phone': 'Dwight <3' });
    expect(status).toBe(422);
    expect(page).toMatch(/role="alert"[\s\S]*href="#emergency-phone"[\s\S]*a phone number, please/);
    expect(page).toContain('value="Dwight &lt;3"');
    expect(page).toMatch(/id="emergency-phone"[^>]*aria-describedby="emergency-phone-wrong" aria-invalid="true"/);
    expect((await form.ask(at('step=1'))).page).toContain('value="Marva Test"');
  });

  test('is not sent while something is missing, nor without her agreement to the words that she saw', async () => {
    const form = await bookedForm();
    await form.post(1, 'next', laserAnswers);
    expect(await form.post(3, 'send', { 'consent-data': 'YES' })).toMatchObject({ status: 303, location: '?step=2&check=1' });
    expect((await form.ask(at('step=2&check=1'))).page).toMatch(/role="alert"[\s\S]*Which areas shall we treat\?<\/a>: please answer this/);
    await form.post(2, 'next', laserSection);
    const last = (await form.ask(at('step=3'))).page;
    expect((await form.post(3, 'send', hiddenIn(last))).page).toContain('we need your agreement');
    const changed = { ...hiddenIn(last), 'consent-data': 'YES', 'consent-data.wording': 'of another day' };
    expect((await form.post(3, 'send', changed)).page).toContain('the words have changed');
    expect(await form.happened()).not.toContain('FormCompleted');
  });

  test('is sent once, with the words that she agreed to and their version, and then thanks', async () => {
    const form = await bookedForm();
    await form.post(1, 'next', laserAnswers);
    await form.post(2, 'next', { ...laserSection, keloids: 'YES' });
    const send: Readonly<Record<string, string>> = { ...hiddenIn((await form.ask(at('step=3'))).page), 'consent-data': 'YES' };
    expect(await form.post(3, 'send', send)).toMatchObject({ status: 303, outcome: 'sent' });
    expect(await form.post(3, 'send', send)).toMatchObject({ status: 200, outcome: 'thanks' });
    expect((await form.ask()).page).toContain('Thank you');
    expect((await form.ask()).page).not.toContain('Marva');
    expect(await form.happened()).toEqual(['FormSaved', 'FormSaved', 'FormCompleted', 'ReadinessHeld']);
    const completed = (await everything(form.log)).find(({ event }) => event.type === 'FormCompleted');
    expect(completed).toMatchObject({
      metadata: { subject: form.contact, actor: 'patient' },
      event: {
        data: {
          concerns: ['keloids'],
          consents: [
            { field: 'consent-data', wording: expect.stringContaining('I agree that the clinic'), hash: send['consent-data.wording'] },
          ],
        },
      },
    });
  });

  test('is encrypted where it is kept', async () => {
    const form = await bookedForm();
    await form.post(1, 'save', laserAnswers);
    const stored = await form.log.store.readAll(form.log.viewer, { after: 'start', limit: 10_000 });
    const kept = stored
      .filter(({ type }) => type === 'FormSaved')
      .map(({ data, metadata }) => Buffer.from(data).toString() + Buffer.from(metadata).toString());
    expect(kept).toHaveLength(1);
    for (const secret of ['Dwight', '555-0101', 'vitamin D', '1990']) expect(kept[0]).not.toContain(secret);
  });

  test('ignores a post that is none of its own, and empties nothing', async () => {
    const form = await bookedForm();
    await form.post(1, 'save', laserAnswers);
    for (const body of ['', 'step=1', 'step=9&do=save', 'do=save', '------boundary\r\nContent-Disposition: form-data; name="step"'])
      expect(await form.ask({ body })).toMatchObject({ status: 303, location: '?' });
    expect(await form.happened()).toEqual(['FormSaved']);
  });
});

describe('who may not see a form', () => {
  const nobody = '00000000-0000-4000-8000-00000000c099' as ContactId;
  const nothing = /Marva|full-name|14 October/;

  test.each([
    ['a token that was tampered with', async () => 'oshun.AAAA'],
    ['what is no token at all', async () => 'no such thing'],
    ['a token of a clinic that is not here', async (token: string) => token.replace('oshun', 'lotus')],
  ])('%s is told how to reach the clinic', async (_name, tokenOf) => {
    const form = await bookedForm();
    const { status, outcome, page } = await form.ask({ token: await tokenOf(form.token) });
    expect([status, outcome]).toEqual([404, 'invalid']);
    expect(page).toMatch(/Oshun Cosmetic|the clinic/);
    expect(page).not.toMatch(nothing);
  });

  test('is another person, and who names a plan that is not there', async () => {
    const { log, ask, carePlan, contact } = await bookedForm();
    const clinic = 'oshun' as ClinicSlug; // as the demo's file has it
    const tokens = [
      await writeFormToken(log.keys, clinic, { carePlan, contact: nobody }),
      await writeFormToken(log.keys, clinic, { carePlan: nobody as string as CarePlanId, contact }),
    ];
    for (const token of tokens) expect(await ask({ token })).toMatchObject({ status: 404, page: expect.not.stringMatching(nothing) });
  });

  test('comes a week after the visit, or was erased', async () => {
    const form = await bookedForm();
    const after = { now: () => new Date('2026-10-22T15:00:00Z') };
    expect(await form.ask({}, after)).toMatchObject({ status: 410, outcome: 'expired', page: expect.not.stringMatching(nothing) });
    await form.log.keys.destroySubjectKey({ clinic: 'oshun' as ClinicSlug, contact: form.contact });
    expect(await form.ask()).toMatchObject({ status: 404, page: expect.not.stringMatching(nothing) });
  });

  test('is a program that previews links, or one that only looks', async () => {
    const form = await bookedForm();
    const preview = { headers: { 'user-agent': 'WhatsApp/2.23.20.0' } };
    for (const change of [preview, { isLook: true }])
      expect(await form.ask(change)).toMatchObject({ status: 200, outcome: 'preview', page: expect.not.stringMatching(nothing) });
  });

  test('is told to come again while the store is away, and the error is told of', async () => {
    const form = await bookedForm();
    const away = async (): Promise<never> => {
      throw new EventStoreError('UNAVAILABLE', 'the store is away');
    };
    const errors: unknown[] = [];
    const log = { ...form.log, store: { ...form.log.store, readStream: away } };
    expect(await form.ask({}, { log, onError: (error) => errors.push(error) })).toMatchObject({ status: 503, outcome: 'away' });
    expect(errors).toHaveLength(1);
  });
});
