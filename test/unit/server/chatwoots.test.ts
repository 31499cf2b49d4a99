import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/scheduling/systemClock.ts';
import { chatwootWarnings, openChatwoots } from '../../../src/server/chatwoots.ts';
import type { ConfiguredClinic } from '../../../src/server/clinicFile.ts';
import { readClinicFile } from '../../../src/server/clinicFile.ts';
import { demoClinicFile } from '../../support/memoryClinic.ts';

const [demo] = readClinicFile(demoClinicFile);
if (!demo) throw new Error('the demo clinic file has no clinic');

const at = (url: string | null): ConfiguredClinic => ({
  ...demo,
  settings: { ...demo.settings, chatwoot: { ...demo.settings.chatwoot, url } },
});

describe('what a clinic’s Chatwoot cannot do', () => {
  test('is everything while its address is missing', () => {
    expect(chatwootWarnings(at(null), null)).toEqual([expect.stringMatching(/every message is left to staff.*CHATWOOT_URL/)]);
  });

  test('is to open conversations without a user’s token, which the demo clinic has not', () => {
    expect(chatwootWarnings(demo, openChatwoots([demo], systemClock)(demo.settings.slug))).toEqual([
      expect.stringContaining('CHATWOOT_USER_TOKEN'),
    ]);
  });

  test.each([
    ['botToken', /does not take chatwoot.botToken \(CHATWOOT_BOT_TOKEN\): what is to be sent there waits/],
    ['userToken', /does not take chatwoot.userToken \(CHATWOOT_USER_TOKEN\): what opens a conversation waits/],
  ] as const)('is to do what it does not take the %s for', (trouble, sentence) => {
    const gateway = openChatwoots([demo], systemClock)(demo.settings.slug);
    if (!gateway) throw new Error('the demo clinic has a Chatwoot');
    expect(chatwootWarnings(demo, { ...gateway, trouble: () => trouble })[0]).toMatch(sentence);
  });

  test('is to take messages while it does not answer, which wait for it', async () => {
    const clinic = at('http://127.0.0.1:1');
    const gateway = openChatwoots([clinic], systemClock)(clinic.settings.slug);
    const message = { stamp: 'any' as Parameters<NonNullable<typeof gateway>['post']>[0]['stamp'], text: 'hello', template: null }; // any text is one
    await gateway?.post(message, { type: 'conversation', conversation: '1' });
    expect(chatwootWarnings(clinic, gateway)[0]).toBe(
      'Oshun Cosmetic’s Chatwoot at http://127.0.0.1:1 does not answer: what is to be sent there waits for it.',
    );
  });
});
