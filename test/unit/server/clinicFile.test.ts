import { describe, expect, test } from 'vitest';
import { parseClinicFile, readClinicFile } from '../../../src/server/clinicFile.ts';

const minimal = `clinics:
  - slug: oshun
    name: Oshun Cosmetic
    timeZone: America/Jamaica
    calcom: { bookingUrl: "https://example.com/booking" }
`;

describe('the clinic file', () => {
  test('of the demo clinic is complete', () => {
    const [oshun] = readClinicFile('config/clinics.yaml');
    expect(oshun?.settings).toMatchObject({ slug: 'oshun', country: 'JM', retention: { deliveries: 'P30D' } });
    expect(oshun?.settings.procedures).toHaveLength(12);
    expect(oshun?.secrets.calcom.webhookSecrets).toEqual(['dev-calcom-secret']);
  });

  test('keeps its secrets out of the settings, which become an event', () => {
    const [oshun] = readClinicFile('config/clinics.yaml');
    expect(JSON.stringify(oshun?.settings)).not.toContain('dev-');
  });

  test('needs four values only', () => {
    const [oshun] = parseClinicFile('c.yaml', minimal);
    expect(oshun?.settings).toMatchObject({
      reminders: [
        { before: 'P3D', at: '10:00' },
        { before: 'P1D', at: '10:00' },
      ],
      discreet: false,
      calcom: { directUrl: 'https://example.com/booking' },
    });
  });

  test.each([
    ['timeZone: America/Jamaica', 'timeZone: America/Jamaca', 'c.yaml:4 clinics[0].timeZone: "America/Jamaca" is not an IANA time zone'],
    ['    name: Oshun Cosmetic\n', '    name: Oshun Cosmetic\n    locale: en_JM\n', 'clinics[0].locale: "en_JM" is not a locale such as'],
    ['slug: oshun', 'slug: Oshun.JM', 'c.yaml:2 clinics[0].slug: "Oshun.JM" is not a slug'],
    ['https://example.com/booking', 'example', 'clinics[0].calcom.bookingUrl: "example" is not an http(s) URL'],
    ['    name: Oshun Cosmetic\n', '', 'clinics[0].name'],
    ['    name: Oshun Cosmetic\n', '    name: Oshun Cosmetic\n    remindres: []\n', 'remindres'],
    [
      '    name: Oshun Cosmetic\n',
      '    name: Oshun Cosmetic\n    quietHours: { from: "25:00", to: "08:00" }\n',
      'c.yaml:4 clinics[0].quietHours.from: "25:00" is not a time of day',
    ],
    [
      '    name: Oshun Cosmetic\n',
      '    name: Oshun Cosmetic\n    retention: { deliveries: "30 days" }\n',
      '"30 days" is not an ISO 8601 duration',
    ],
    [
      '    name: Oshun Cosmetic\n',
      '    name: Oshun Cosmetic\n    sharedIdentifiers: ["call us"]\n',
      '"call us" is neither a phone number nor an e-mail address',
    ],
    [
      '    name: Oshun Cosmetic\n',
      '    name: Oshun Cosmetic\n    assistant: { monthlyBudget: { amount: 50, currency: JMD } }\n',
      'c.yaml:4 clinics[0].assistant.monthlyBudget.currency: a budget is in USD, as models are paid',
    ],
    ['clinics:', 'clinics: [', 'c.yaml:'],
  ])('names the bad line when %j becomes %j', (from, to, problem) => {
    expect(() => parseClinicFile('c.yaml', minimal.replace(from, to))).toThrow(problem);
  });

  test('has each clinic once', () => {
    expect(() => parseClinicFile('c.yaml', `${minimal}${minimal.replace('clinics:\n', '')}`)).toThrow('the clinic oshun stands twice');
  });

  test('is overridden by the environment, for a single clinic only', () => {
    const overrides = { calcom: { webhookSecrets: ['from the environment'] }, chatwoot: {} };
    expect(parseClinicFile('c.yaml', minimal, overrides)[0]?.secrets.calcom.webhookSecrets).toEqual(['from the environment']);
    const two = `${minimal}${minimal.replace('clinics:\n', '').replace('slug: oshun', 'slug: other')}`;
    expect(() => parseClinicFile('c.yaml', two, overrides)).toThrow('has 2: put them into the file');
  });

  test('that cannot be read stops the start in one line', () => {
    expect(() => readClinicFile('no/such.yaml')).toThrow('CLINIC_CONFIG names no/such.yaml, which cannot be read');
  });
});
