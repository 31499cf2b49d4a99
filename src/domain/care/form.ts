/** What a field of an intake form takes. */
export const formFieldTypes = ['TEXT', 'LONG_TEXT', 'DATE', 'PHONE', 'YES_NO', 'CHOICE', 'CHOICES', 'CONSENT'] as const;

export type FormFieldType = (typeof formFieldTypes)[number];

/** A field of an intake form, as the clinic wrote it. */
export interface FormField {
  /** Names it within all forms, for ever: `[a-z0-9-]`. */
  readonly id: string;
  readonly label: string;
  readonly help: string | null;
  readonly type: FormFieldType;
  /** Of CHOICE and CHOICES. */
  readonly options: readonly string[];
  readonly required: boolean;
  /** Of YES_NO: what is asked further when the answer is yes. */
  readonly details: string | null;
  /** Answers that a clinician must see before the visit. */
  readonly concern: readonly string[];
  /** Of DATE: how old she must be on the day of the visit. */
  readonly minimumAge: number | null;
  /** Where a clinical question comes from. */
  readonly sources: readonly string[];
}

/** A form: the general one, or what a kind of treatment asks beside it. */
export interface FormDefinition {
  readonly form: string;
  readonly title: string;
  readonly language: string;
  readonly fields: readonly FormField[];
}

/** The form that everybody gets. */
export const generalForm = 'general';

/** A part of a form that is filled in at a time. */
export interface FormSection {
  readonly title: string;
  readonly language: string;
  readonly fields: readonly FormField[];
}

/**
 * The general form and those named, each field once, where it comes first; with what is agreed to as a section of its own at the end. A field
 * that several forms have is as strict as the strictest of them.
 */
export function sectionsOf(forms: readonly FormDefinition[], names: readonly string[]): readonly FormSection[] {
  const wanted = [generalForm, ...names.filter((name) => name !== generalForm)].filter((name, index, all) => all.indexOf(name) === index);
  const found = wanted.flatMap((name) => forms.find(({ form }) => form === name) ?? []);
  const all = found.flatMap(({ fields }) => fields);
  const seen = new Set<string>();
  const sections = found.map(({ title, language, fields }) => ({
    title,
    language,
    fields: fields
      .filter(({ id }) => !seen.has(id) && seen.add(id))
      .map((field) =>
        strictest(
          all.filter(({ id }) => id === field.id),
          field,
        ),
      ),
  }));
  const agreed = sections.flatMap(({ fields }) => fields.filter(({ type }) => type === 'CONSENT'));
  const asked = sections.map((one) => ({ ...one, fields: one.fields.filter(({ type }) => type !== 'CONSENT') }));
  const last = { title: 'Your agreement', language: found[0]?.language ?? 'en', fields: agreed };
  return [...asked, last].filter(({ fields }) => fields.length > 0);
}

/** All fields of the general form and of those named, each once. */
export const fieldsOf = (forms: readonly FormDefinition[], names: readonly string[]): readonly FormField[] =>
  sectionsOf(forms, names).flatMap(({ fields }) => fields);

const strictest = (all: readonly FormField[], first: FormField): FormField => ({
  ...first,
  required: all.some(({ required }) => required),
  concern: [...new Set(all.flatMap(({ concern }) => concern))],
  minimumAge: all.reduce<number | null>((most, { minimumAge }) => (minimumAge === null ? most : Math.max(minimumAge, most ?? 0)), null),
});
