import type { FormSection } from '../../domain/care/form.ts';
import { type Html, html } from '../html.ts';
import { type Filled, fieldHtml } from './field.ts';
import { layout } from './layout.ts';

/** A field that keeps the form from being sent. */
export interface Problem {
  readonly field: string;
  readonly label: string;
  /** The section that it stands in, from 1. */
  readonly step: number;
  readonly message: string;
}

/** One section of the form, as it is to be shown. */
export interface ShownForm {
  readonly clinic: string;
  /** When the visit is, in words. */
  readonly visit: string;
  readonly sections: readonly FormSection[];
  /** From 1. */
  readonly step: number;
  readonly filled: (field: string) => Filled;
  readonly problems: readonly Problem[];
  /** She asked for it to be saved, and it is. */
  readonly saved: boolean;
}

/** The page on which a section is filled in: one form, which saves with every button. */
export function formPage({ clinic, visit, sections, step, filled, problems, saved }: ShownForm): string {
  const section = sections[step - 1];
  const isLast = step === sections.length;
  const title = section?.title ?? 'Your health form';
  const content = html`<p>${clinic} · your visit on ${visit}</p>
<h1>${title}</h1>
<p class="hint">Step ${step} of ${sections.length}</p>
${saved && html`<p class="note" role="status">Saved. You can close this page and go on later with the same link.</p>`}
${problems.length > 0 && summary(problems, step)}
<form method="post" action="?" novalidate>
<input type="hidden" name="step" value="${step}">
${section?.fields.map((field) => fieldHtml(field, filled(field.id))) ?? null}
<button name="do" value="${isLast ? 'send' : 'next'}">${isLast ? 'Send to the clinic' : 'Save and continue'}</button>
<button class="other" name="do" value="save">Save and go on later</button>
</form>
${step > 1 && html`<p><a href="?step=${step - 1}">Back to step ${step - 1}</a></p>`}`;
  return layout(`${problems.length > 0 ? 'Please check: ' : ''}${title} · ${clinic}`, content, section?.language);
}

const summary = (problems: readonly Problem[], step: number): Html => html`<div class="problems" role="alert" tabindex="-1">
<h2>Please look at this again</h2>
<ul>
${problems.map(
  (one) => html`<li><a href="${one.step === step ? '' : `?step=${one.step}&check=1`}#${one.field}">${one.label}</a>: ${one.message}</li>
`,
)}</ul>
</div>`;
