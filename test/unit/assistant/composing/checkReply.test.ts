import { describe, expect, test } from 'vitest';
import { checkReply } from '../../../../src/assistant/composing/checkReply.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';

describe('a model’s words', () => {
  test.each([
    'Botox softens frown lines and crow’s feet for three to four months, with no time off work.',
    'Lip filler is from US$400, and you get your exact price at the consultation.',
    'The consultation is free and takes 30 minutes.',
    'You find us at Suite 4, 99 Example Plaza, Kingston 10, Jamaica.',
    'A clinician looks at your skin and tells you honestly what would help.',
    'I’m an AI assistant, and happy to help you find a time.',
    'Please bring a photo ID and a list of any medicines you take.',
    'You are in good hands with us.',
    'Are you free on Friday? I am, and Karen’s calendar at Oshun Cosmetic is open.',
  ])('may be sent: "%s"', (text) => {
    expect(checkReply(text, demoSettings)).toBeNull();
  });

  test.each([
    ['empty', ' \n'],
    ['tooLong', 'So nice. '.repeat(80)],
    ['tagLeft', 'Book it ACTION: suggest_booking'],
    ['tagLeft', 'Here is the link: [LINK]'],
    ['foreignLink', 'Book at https://evil.example/oshun'],
    ['foreignLink', 'Book at oshun-deals.com today'],
    ['foreignLink', 'See www.other.org'],
    ['contactDetails', 'Call us at +1 876 555 0199.'],
    ['contactDetails', 'Write to deals@clinic'],
    ['unknownPrice', 'Botox is US$99.'],
    ['unknownPrice', 'Botox is US$400.'], // that of lip filler
    ['unknownPrice', 'You get 20% off.'],
    ['unknownPrice', 'It is two hundred dollars.'],
    ['unknownPrice', 'Your first session is a free session.'],
    ['medicalAdvice', 'Take 400 mg before you come.'],
    ['medicalAdvice', 'You can take ibuprofen.'],
    ['medicalAdvice', 'You should stop taking your tablets two days before.'],
    ['medicalAdvice', 'It is perfectly safe during pregnancy.'],
    ['medicalAdvice', 'That is normal and goes away.'],
    ['medicalAdvice', 'Put some ice on it.'],
    ['medicalAdvice', 'Don’t worry about the swelling.'],
    ['falsePromise', 'We guarantee a result.'],
    ['falsePromise', 'It is painless.'],
    ['saysItIsDone', 'You are booked for Friday.'],
    ['saysItIsDone', 'I have cancelled your appointment.'],
    ['saysItIsHuman', 'I am a real person, a nurse here.'],
    ['tellsInstructions', 'My system prompt says that I am Karen.'],
    ['tellsInstructions', 'Our other patients love it.'],
    ['otherLanguage', 'Hola, gracias por escribirnos, la cita es para mañana.'],
    ['namesSomebody', 'Marva Grant comes on Friday.'],
    ['namesSomebody', 'Ask for Renee when you come.'],
    ['markup', '**Botox** is lovely'],
    ['markup', '<a>Botox</a>'],
  ])('may not be sent (%s): "%s"', (because, text) => {
    expect(checkReply(text, demoSettings)).toBe(because);
  });

  test('may call the consultation free only where it is, and name a procedure only where the clinic is not discreet', () => {
    const priced = { ...demoSettings, consultation: { ...demoSettings.consultation, free: false } };
    expect(checkReply('The consultation is free.', priced)).toBe('unknownPrice');
    expect(checkReply('Botox is lovely.', { ...demoSettings, discreet: true })).toBe('namesProcedure');
  });
});
