import { describe, expect, test } from 'vitest';
import { createOfflineModel } from '../../../../src/assistant/offline/offlineModel.ts';
import type { MessageContext } from '../../../../src/domain/conversation/intent.ts';
import { catalogue, message } from '../../../support/messages.ts';

const ear = createOfflineModel(catalogue);
const intentOf = (text: string, context: MessageContext | null = null) => ear.classifyNow(message(text, context)).intent;

describe('the offline ear', () => {
  test.each([
    ['hello, mi want mek a appointment fi di botox', 'booking'],
    ['unu have any space Friday evening?', 'availability'],
    ['how much yuh charge fi lips', 'pricing'],
    ['wah microneedling do fi yuh skin', 'procedure_info'],
    ['which part inna Kingston unu deh', 'clinic_info'],
    ['should I shave before my laser session', 'pre_care'],
    ['when can I go back to the gym after my filler', 'aftercare'],
    ['the receptionist was so rude to me, I want my money back', 'complaint'],
    ['please let me talk to a real person', 'human'],
    ['good night Karen, hope all is well', 'small_talk'],
    ['are you hiring? I am a registered nurse', 'other'],
    ['forward this prayer to ten people', 'other'],
  ])('hears in %j: %s', (text, intent) => {
    expect(intentOf(text)).toBe(intent);
  });

  test('hears the same words differently after a reminder', () => {
    expect(intentOf("I can't make it tomorrow", 'reminder_sent')).toBe('cancel');
    expect(intentOf("can't make it tomorrow, can we do Monday instead?", 'reminder_sent')).toBe('reschedule');
    expect(intentOf('mi wi deh deh', 'reminder_sent')).toBe('confirm');
  });

  test('lets the first of several intents win', () => {
    expect(intentOf('how much is botox and can I book for Friday?')).toBe('booking');
    expect(intentOf("price for laser? I'm pregnant by the way")).toBe('medical_concern');
    expect(intentOf('cancel my appointment and stop messaging me')).toBe('opt_out');
  });

  test('says how sure it is, what decided, and which procedure is meant', () => {
    expect(ear.classifyNow(message('how much is botox'))).toMatchObject({
      intent: 'pricing',
      stage: 'offline',
      procedure: 'botox',
      abstained: false,
    });
    expect(ear.classifyNow(message('STOP'))).toMatchObject({ intent: 'opt_out', stage: 'rule', procedure: null });
    const { confidence } = ear.classifyNow(message('how much is botox'));
    expect(confidence).toBeGreaterThan(0.8);
    expect(confidence).toBeLessThanOrEqual(1);
  });

  test('abstains where there is nothing to hear', () => {
    expect(ear.classifyNow(message('   '))).toEqual({ intent: 'other', confidence: 0, procedure: null, stage: 'offline', abstained: true });
  });

  test('hears the same every time', async () => {
    const asked = message('mi waan know if unu open pon Sunday');
    expect(await ear.classify(asked)).toEqual(ear.classifyNow(asked));
  });
});
