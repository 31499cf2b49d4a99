import type { FormField } from '../../domain/care/form.ts';
import { type Html, html } from '../html.ts';
import { wordingOf } from './wording.ts';

/** What stands in a field: what she wrote or chose, and what is wrong with it. */
export interface Filled {
  readonly value: readonly string[];
  readonly details: string;
  /** Null: nothing is. */
  readonly wrong: string | null;
}

/** A field with its label, its hint and its error, each tied to it for who hears the page instead of seeing it. */
export function fieldHtml(field: FormField, filled: Filled): Html {
  switch (field.type) {
    case 'TEXT':
      return single(field, filled, html`type="text" maxlength="2000" autocomplete="${autocompleteOf(field)}"`);
    case 'PHONE':
      return single(field, filled, html`type="tel" inputmode="tel" maxlength="30" autocomplete="off"`);
    case 'DATE':
      return single(field, filled, html`type="date" autocomplete="${autocompleteOf(field)}"`);
    case 'LONG_TEXT':
      return labelled(
        field,
        filled,
        html`<textarea id="${field.id}" name="${field.id}" rows="3" maxlength="2000"${described(field, filled)}>
${filled.value[0] ?? ''}</textarea>`,
      );
    case 'YES_NO':
      return grouped(
        field,
        filled,
        'radio',
        [
          ['YES', 'Yes'],
          ['NO', 'No'],
        ],
        further(field, filled),
      );
    case 'CHOICE':
      return grouped(field, filled, 'radio', asChoices(field));
    case 'CHOICES':
      return grouped(field, filled, 'checkbox', asChoices(field));
    case 'CONSENT':
      return html`<div class="q">
${notes(field, filled)}
<label class="choice"><input type="checkbox" id="${field.id}" name="${field.id}" value="YES"${described(field, filled)}> ${field.label}</label>
<input type="hidden" name="${field.id}.wording" value="${wordingOf(field).hash}">
</div>`;
    default:
      return field.type satisfies never;
  }
}

/** What browsers may fill in of her own; all else is hers to say. */
const autocompletes: Readonly<Record<string, string>> = { 'full-name': 'name', 'birth-date': 'bday' };

const autocompleteOf = ({ id }: FormField): string => autocompletes[id] ?? 'off';

const single = (field: FormField, filled: Filled, attributes: Html): Html =>
  labelled(
    field,
    filled,
    html`<input id="${field.id}" name="${field.id}" value="${filled.value[0] ?? ''}" ${attributes}${described(field, filled)}>`,
  );

const labelled = (field: FormField, filled: Filled, control: Html): Html => html`<div class="q">
<label for="${field.id}">${field.label}${optional(field)}</label>
${notes(field, filled)}
${control}
</div>`;

const grouped = (
  field: FormField,
  filled: Filled,
  type: 'radio' | 'checkbox',
  choices: readonly (readonly [value: string, label: string])[],
  more: Html | null = null,
): Html => html`<fieldset class="q"${described(field, filled)}>
<legend>${field.label}${optional(field)}</legend>
${notes(field, filled)}
${choices.map(
  ([value, label], index) =>
    // The first carries the field's name: the list of problems leads to it.
    html`<label class="choice"><input type="${type}"${index === 0 && html` id="${field.id}"`} name="${field.id}" value="${value}"${
      filled.value.includes(value) && html` checked`
    }> ${label}</label>
`,
)}
${more}
</fieldset>`;

const asChoices = ({ options }: FormField): readonly (readonly [string, string])[] => options.map((one) => [one, one]);

const further = ({ id, details }: FormField, filled: Filled): Html | null =>
  details === null
    ? null
    : html`<div class="further"><label for="${id}.details">If yes: ${details}</label>
<textarea id="${id}.details" name="${id}.details" rows="2" maxlength="2000">
${filled.details}</textarea></div>`;

const optional = ({ required }: FormField): Html | false => !required && html` <span class="optional">(you may leave this out)</span>`;

const notes = ({ id, help }: FormField, { wrong }: Filled): readonly (Html | false)[] => [
  help !== null && html`<p class="hint" id="${id}-hint">${help}</p>`,
  wrong !== null && html`<p class="wrong" id="${id}-wrong">${wrong}</p>`,
];

function described({ id, help }: FormField, { wrong }: Filled): Html | false {
  const by = [...(help === null ? [] : [`${id}-hint`]), ...(wrong === null ? [] : [`${id}-wrong`])].join(' ');
  return by !== '' && html` aria-describedby="${by}"${wrong !== null && html` aria-invalid="true"`}`;
}
