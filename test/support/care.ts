import type { CareStep, CareTemplate } from '../../src/domain/care/template.ts';
import { readCareFiles } from '../../src/server/careFiles.ts';
import { demoClinicFile } from './memoryClinic.ts';

/** The care plans and forms that come with the program. */
export const shippedCare = readCareFiles(demoClinicFile);

/** The shipped template of a procedure. */
export function shippedTemplate(procedure: string): CareTemplate {
  const found = shippedCare.templates.find((one) => one.procedure === procedure);
  if (!found) throw new Error(`there is no template ${procedure}`);
  return found;
}

/** A plain guide, three days before the visit; tests change what they are about. */
export const careStep = (change: Partial<CareStep> = {}): CareStep => ({
  id: 'guide',
  name: 'How to come',
  kind: 'GUIDE',
  anchor: 'START',
  offset: '-P3D',
  window: null,
  topic: null,
  avoid: null,
  sources: [],
  text: 'Come with a clean face.',
  ifPast: 'SEND',
  ask: null,
  usefulFor: null,
  marketing: false,
  ...change,
});

/** A template of one guide; tests change what they are about. */
export const careTemplate = (change: Partial<CareTemplate> = {}): CareTemplate => ({
  procedure: 'glow',
  name: 'Glow',
  synonyms: [],
  language: 'en',
  visit: 'TREATMENT',
  approval: 'A clinician approves it.',
  consultationFor: [],
  form: null,
  spacing: [],
  steps: [careStep()],
  ...change,
});
