import { describe, expect, test } from 'vitest';
import { configureClinic, evolveClinic, unknownClinic } from '../../../../src/domain/clinic/clinic.ts';
import { procedureInSlug, procedureNamed, readBookingType } from '../../../../src/domain/clinic/procedure.ts';
import { decider } from '../../../support/given.ts';
import { demoSettings, demoTranslator } from '../../../support/memoryClinic.ts';

const { given } = decider({ initial: unknownClinic, evolve: evolveClinic });
const { catalogue } = demoTranslator;

describe('a clinic', () => {
  test('takes the settings of its file when it is new', () => {
    given()
      .when((state) => configureClinic(demoSettings, state))
      .yields({ type: 'ClinicConfigured', data: { settings: demoSettings } });
  });

  test('takes those that changed', () => {
    const renamed = { ...demoSettings, name: 'Oshun Aesthetics' };
    given({ type: 'ClinicConfigured', data: { settings: demoSettings } })
      .when((state) => configureClinic(renamed, state))
      .yields({ type: 'ClinicConfigured', data: { settings: renamed } });
  });

  test('stays quiet while they are the same', () => {
    given({ type: 'ClinicConfigured', data: { settings: demoSettings } })
      .when((state) => configureClinic(structuredClone(demoSettings), state))
      .yieldsNothing();
  });
});

describe('the procedure that a text names', () => {
  test.each([
    ['botox', 'botox'],
    ['  BOTOX ', 'botox'],
    ['tox', 'botox'],
    ['Dermal fillers', 'dermal-filler'],
    ['Micro-Needling', 'microneedling'],
    ['Platelet-rich plasma (PRP)', 'prp'],
    ['IV drips', 'iv-therapy'],
    ['something else', null],
    ['botox or filler', null],
    ['', null],
  ])('%j is %j, never a guess', (text, procedure) => {
    expect(procedureNamed(text, catalogue)).toBe(procedure);
  });

  test.each([
    ['laser-hair-removal', 'laser-hair-removal'],
    ['lip-filler-60min', 'lip-filler'],
    ['skin-consultation', 'skin-consultation'],
    ['first-visit', null],
    ['iv-therapist', null],
  ])('in the event type %j is %j: the longest that stands there as whole words', (slug, procedure) => {
    expect(procedureInSlug(slug, catalogue)).toBe(procedure);
  });
});

describe('what is booked', () => {
  test.each([
    ['toxin-review', null, { kind: 'CONSULTATION', procedure: 'botox' }],
    ['toxin-review', 'filler', { kind: 'CONSULTATION', procedure: 'botox' }],
    ['consultation', 'filler', { kind: 'CONSULTATION', procedure: 'dermal-filler' }],
    ['botox-consultation', null, { kind: 'CONSULTATION', procedure: 'botox' }],
    ['free-consult', null, { kind: 'CONSULTATION', procedure: null }],
    ['microneedling', 'peel', { kind: 'TREATMENT', procedure: 'chemical-peel' }],
    ['microneedling', 'no idea', { kind: 'TREATMENT', procedure: 'microneedling' }],
    ['consultative-facial', null, { kind: 'TREATMENT', procedure: null }],
  ])('%j with the answer %j is %j', (eventType, answer, expected) => {
    expect(readBookingType(eventType, answer, catalogue)).toEqual(expected);
  });
});
