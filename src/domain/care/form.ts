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

/** The fields of the general form and of those named, each once, in the order of the forms. */
export function fieldsOf(forms: readonly FormDefinition[], names: readonly string[]): readonly FormField[] {
  const wanted = [generalForm, ...names.filter((name) => name !== generalForm)];
  const fields = wanted.flatMap((name) => forms.find(({ form }) => form === name)?.fields ?? []);
  return fields.filter(({ id }, index) => fields.findIndex((one) => one.id === id) === index);
}
