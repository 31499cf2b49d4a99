import { describe, expect, test } from 'vitest';
import { calcomOwner, eventTypeFor, eventTypePage } from '../../../../src/domain/clinic/calcomPage.ts';
import type { ClinicSettings } from '../../../../src/domain/clinic/settings.ts';
import { demoSettings } from '../../../support/memoryClinic.ts';

const bookingUrl = 'https://www.example.com/booking';
const at = (directUrl: string) => ({ bookingUrl, directUrl });

describe('the clinic’s page on Cal.com', () => {
  test.each<[string, ReturnType<typeof calcomOwner>]>([
    ['https://cal.com/oshun', { username: 'oshun' }],
    ['https://cal.com/oshun/botox-consultation', { username: 'oshun' }],
    ['https://cal.com/team/oshun', { teamSlug: 'oshun' }],
    ['https://acme.cal.com/oshun/', { username: 'oshun', organizationSlug: 'acme' }],
    ['https://acme.cal.com/team/skin', { teamSlug: 'skin', organizationSlug: 'acme' }],
    ['https://app.cal.com/oshun', { username: 'oshun' }],
    ['https://book.example.com/oshun', { username: 'oshun' }],
    ['https://cal.com/', null],
    ['https://cal.com/team', null],
    [bookingUrl, null],
  ])('%s is owned by %j', (directUrl, owner) => {
    expect(calcomOwner(at(directUrl))).toEqual(owner);
  });

  test('is Cal.com’s also where the patients’ address is that page', () => {
    expect(calcomOwner({ bookingUrl: 'https://cal.com/oshun', directUrl: 'https://cal.com/oshun' })).toEqual({ username: 'oshun' });
  });

  test('has the pages of its event types below it', () => {
    expect(eventTypePage(at('https://cal.com/oshun/?theme=dark'), 'botox-consultation')).toBe(
      'https://cal.com/oshun/botox-consultation?theme=dark',
    );
    expect(eventTypePage(at('https://cal.com/oshun/botox-consultation'), 'botox-consultation')).toBe(
      'https://cal.com/oshun/botox-consultation',
    );
    expect(eventTypePage(at(bookingUrl), 'botox-consultation')).toBeNull();
  });
});

const listing = (eventTypes: ClinicSettings['calcom']['eventTypes']): ClinicSettings => ({
  ...demoSettings,
  calcom: { ...demoSettings.calcom, eventTypes },
});

describe('the event type of a procedure', () => {
  const listed = listing([
    { slug: 'botox', procedure: 'botox' },
    { slug: 'first-visit', kind: 'CONSULTATION', procedure: 'botox' },
    { slug: 'peel-session' },
    { slug: 'skin-consultation' },
  ]);

  test.each([
    ['botox', 'first-visit'],
    ['chemical-peel', 'peel-session'],
    ['skin-consultation', 'skin-consultation'],
    ['microneedling', 'microneedling-consultation'],
    [null, 'first-visit'],
  ])('of %s is %s', (procedure, slug) => {
    expect(eventTypeFor(procedure, listed)).toBe(slug);
  });

  test('is not known where nothing is listed and nothing was talked about', () => {
    expect(eventTypeFor(null, listing([]))).toBeNull();
    expect(eventTypeFor('botox', listing([]))).toBe('botox-consultation');
  });
});
