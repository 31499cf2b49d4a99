import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FormDefinition } from '../domain/care/form.ts';
import { generalForm } from '../domain/care/form.ts';
import { formSchema } from '../domain/care/formSchema.ts';
import { type CareTemplate, plainConsultation } from '../domain/care/template.ts';
import { careTemplateSchema } from '../domain/care/templateSchema.ts';
import { SettingsError } from './settings.ts';
import { parseYaml, readText } from './yamlFile.ts';

/** The care plans and intake forms that an installation starts with. */
export interface CareFiles {
  readonly templates: readonly CareTemplate[];
  readonly forms: readonly FormDefinition[];
}

/** The folder with what comes with the program. */
const shipped = join(import.meta.dirname, '../../config');

/**
 * Reads the folders `care` and `forms` beside the clinic file; where one is not there, what comes with the program.
 * Fails with {@link SettingsError}: one line a problem, each with file and line.
 */
export function readCareFiles(clinicFile: string): CareFiles {
  const folder = (name: string): string => {
    const beside = join(dirname(clinicFile), name);
    return existsSync(beside) ? beside : join(shipped, name);
  };
  const templates = yamlFiles(folder('care')).map((path) => ({
    path,
    template: parseYaml(path, readText(path, 'the folder'), careTemplateSchema),
  }));
  const forms = yamlFiles(folder('forms')).map((path) => ({ path, form: parseYaml(path, readText(path, 'the folder'), formSchema) }));
  assertOnce(templates.map(({ path, template }) => [path, template.procedure]));
  assertOnce(forms.map(({ path, form }) => [path, form.form]));
  const names = forms.map(({ form }) => form.form);
  if (!names.includes(generalForm)) throw new SettingsError(`${folder('forms')} has no form ${generalForm}, which everybody gets`);
  if (!templates.some(({ template }) => template.procedure === plainConsultation))
    throw new SettingsError(`${folder('care')} has no template ${plainConsultation}, which every visit gets that has no other`);
  for (const { path, template } of templates) {
    if (template.form !== null && !names.includes(template.form))
      throw new SettingsError(`${path}:1 form: there is no form ${template.form}; there are ${names.join(', ')}`);
  }
  return { templates: templates.map(({ template }) => template), forms: forms.map(({ form }) => form) };
}

const yamlFiles = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));

function assertOnce(named: readonly (readonly [path: string, name: string])[]): void {
  for (const [index, [path, name]] of named.entries()) {
    const first = named.findIndex(([, other]) => other === name);
    if (first !== index) throw new SettingsError(`${path}:1 ${name} stands in ${named[first]?.[0]} already`);
  }
}
