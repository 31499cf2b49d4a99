import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCareFiles } from '../../../src/server/careFiles.ts';
import { demoClinicFile } from '../../support/memoryClinic.ts';

let folder: string;
let clinicFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'care-'));
  clinicFile = join(folder, 'clinics.yaml');
  for (const name of ['care', 'forms']) cpSync(join(dirname(demoClinicFile), name), join(folder, name), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Changes a file of the folder, and gives what the start says to it. */
function problemsWith(file: string, change: (text: string) => string): string {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, change(text));
  try {
    readCareFiles(clinicFile);
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replaceAll(`${folder}/`, '');
  } finally {
    writeFileSync(path, text);
  }
  return '';
}

describe('the folders of care plans and forms', () => {
  test('are read beside the clinic file, and as shipped where there are none', () => {
    rmSync(join(folder, 'forms'), { recursive: true });
    rmSync(join(folder, 'care'), { recursive: true });
    expect(readCareFiles(clinicFile)).toEqual(readCareFiles(demoClinicFile));
    mkdirSync(join(folder, 'care'));
    writeFileSync(join(folder, 'care', 'consultation.yaml'), readFileSync(join(dirname(demoClinicFile), 'care/consultation.yaml')));
    expect(readCareFiles(clinicFile).templates.map(({ procedure }) => procedure)).toEqual(['consultation']);
  });

  test('name file, line and key of what is wrong', () => {
    expect(problemsWith('care/botox.yaml', (text) => text.replace('D10, D12]', 'D10, D12]\n    colour: red'))).toMatch(
      /^care\/botox\.yaml:\d+ steps\[2\]: .*colour/,
    );
    expect(problemsWith('care/prp.yaml', (text) => text.replace('-P14D', 'a fortnight'))).toMatch(
      /^care\/prp\.yaml:\d+ steps\[1\]\.offset: "a fortnight" is not an offset such as -P28D, P1D or PT4H/,
    );
  });

  test('name what the lint refuses in the same way, on the line where it stands', () => {
    const text = readFileSync(join(folder, 'care/iv-therapy.yaml'), 'utf8');
    const line = text.split('\n').findIndex((one) => one.includes('name: How to come')) + 1;
    const problem = problemsWith('care/iv-therapy.yaml', (before) => before.replace('Wear sleeves that roll up', 'Stop your insulin'));
    expect(problem).toMatch(/^care\/iv-therapy\.yaml:\d+ steps\[1\]\.text: this tells a patient to leave a medicine/);
    expect(Math.abs(Number(/:(\d+) /.exec(problem)?.[1]) - line)).toBeLessThan(12);
  });

  test('name a form that there is not, a template that stands twice, and what every clinic needs', () => {
    expect(problemsWith('care/botox.yaml', (text) => text.replace('form: injectables', 'form: needles'))).toContain(
      'care/botox.yaml:1 form: there is no form needles; there are body, general',
    );
    expect(problemsWith('care/botox.yaml', (text) => text.replace('procedure: botox', 'procedure: prp'))).toBe(
      'care/prp.yaml:1 prp stands in care/botox.yaml already',
    );
    rmSync(join(folder, 'care/botox.yaml'));
    rmSync(join(folder, 'care/consultation.yaml'));
    expect(problemsWith('care/prp.yaml', (text) => text)).toContain('has no template consultation');
  });

  test('refuse a question of a form that holds a visit and names no source', () => {
    expect(problemsWith('forms/laser.yaml', (text) => text.replace('sources: [D16]', 'sources: []'))).toMatch(
      /^forms\/laser\.yaml:\d+ fields\[6\]\.sources: a clinical question names its source$/,
    );
    expect(problemsWith('forms/laser.yaml', (text) => text.replace('type: CHOICE', 'type: PICTURE'))).toMatch(/fields\[1\]\.type/);
  });
});
