import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseScenario, readScenario } from '../../../../src/cli/simulate/scenario.ts';
import type { ClinicSlug } from '../../../../src/domain/ids.ts';

const oshun = 'oshun' as ClinicSlug; // a well-formed slug

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  writeFileSync(join(folder, 'booking.json'), '{"triggerEvent":"BOOKING_CREATED"}');
  writeFileSync(join(folder, 'list.json'), '[]');
});
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (...steps: readonly string[]): string => `clinic: oshun
start: 2027-03-01T09:00:00-05:00
until: 2027-04-05T00:00:00-05:00
steps:
${steps.map((step) => `  - { ${step} }`).join('\n')}
`;

const parse = (text: string) => parseScenario(join(folder, 's.yaml'), text, [oshun]);

function problemsWith(text: string): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .replaceAll(`${folder}/`, '')
      .split('\n');
  }
  return [];
}

describe('a scenario', () => {
  test('is what contract.md shows', () => {
    const { clinic, start, until, steps } = parse(
      scenario(
        'at: 2027-03-01T09:00:00-05:00, webhook: chatwoot, body: { event: message_created }',
        'at: 2027-03-01T09:05:00-05:00, openLink: last',
        'at: 2027-03-01T09:07:00-05:00, webhook: calcom, file: booking.json, linkMetadata: last',
      ),
    );
    expect([clinic, start, until]).toEqual(['oshun', '2027-03-01T14:00:00.000Z', '2027-04-05T05:00:00.000Z']);
    expect(steps).toEqual([
      { type: 'webhook', at: '2027-03-01T14:00:00.000Z', sender: 'chatwoot', body: { event: 'message_created' }, linkMetadata: false },
      { type: 'openLink', at: '2027-03-01T14:05:00.000Z' },
      { type: 'webhook', at: '2027-03-01T14:07:00.000Z', sender: 'calcom', body: { triggerEvent: 'BOOKING_CREATED' }, linkMetadata: true },
    ]);
  });

  test('that cannot be read is named', () => {
    expect(() => readScenario(join(folder, 'none.yaml'), [oshun])).toThrow(/the scenario .*none\.yaml cannot be read/);
  });
});

describe('a mistake in a scenario is told with file, line and path', () => {
  const at = 'at: 2027-03-01T09:00:00-05:00';

  test.each([
    [`${at}, webhook: chatwoot`, 's.yaml:5 steps[0]: a webhook has either a body or a file with one'],
    [`${at}, webhook: calcom, body: {}, file: booking.json`, 's.yaml:5 steps[0]: a webhook has either a body or a file with one'],
    [`${at}, webhook: chatwoot, body: {}, linkMetadata: last`, 's.yaml:5 steps[0]: only Cal.com gives back the metadata of a link'],
    [`${at}, webhook: calcom, file: none.json`, 's.yaml:5 steps[0].file: none.json cannot be read'],
    [`${at}, webhook: calcom, file: list.json`, 's.yaml:5 steps[0].file: list.json holds no JSON object'],
    [`${at}, openLink: first`, 's.yaml:5 steps[0].openLink: the only link that can be named is the "last"'],
    [`${at}, openLink: last, webhook: calcom, body: {}`, 's.yaml:5 steps[0]: a step is either a webhook or an openLink'],
    [at, 's.yaml:5 steps[0]: a step is either a webhook or an openLink'],
    ['at: 2027-02-28T09:00:00-05:00, openLink: last', 's.yaml:5 steps[0].at: is before the start'],
    ['at: 2027-04-06T09:00:00-05:00, openLink: last', 's.yaml:5 steps[0].at: is after the end'],
  ])('%s', (step, problem) => {
    expect(problemsWith(scenario(step))).toEqual([problem]);
  });

  test('steps out of order', () => {
    const steps = scenario('at: 2027-03-02T09:00:00-05:00, openLink: last', 'at: 2027-03-01T09:00:00-05:00, openLink: last');
    expect(problemsWith(steps)).toEqual(['s.yaml:6 steps[1].at: is before the step before it']);
  });

  test('a clinic that the clinic file has not, a time without its zone, and an end before the start', () => {
    const text = scenario(`${at}, openLink: last`);
    expect(problemsWith(text.replace('clinic: oshun', 'clinic: lotus'))).toEqual([
      's.yaml:1 clinic: the clinic file has no "lotus"; it has oshun',
    ]);
    expect(problemsWith(text.replace('start: 2027-03-01T09:00:00-05:00', 'start: 2027-03-01T09:00'))).toEqual([
      's.yaml:2 start: "2027-03-01T09:00" is not an ISO 8601 time with an offset, such as 2027-03-01T09:00:00-05:00',
    ]);
    expect(problemsWith(text.replace('until: 2027-04-05', 'until: 2027-02-05'))).toContain(
      's.yaml:3 until: the end is not after the start',
    );
  });
});
