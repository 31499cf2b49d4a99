import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import { notePage } from './layout.ts';

/** What became of a request for a form: for the metric. */
export type FormOutcome =
  | 'shown'
  | 'incomplete'
  | 'saved'
  | 'sent'
  | 'thanks'
  | 'preview'
  | 'invalid'
  | 'expired'
  | 'off'
  | 'tooLarge'
  | 'tooMany'
  | 'away';

/** A page, or where to go on; `location` is relative to the form's own address. */
export interface FormReply {
  readonly status: number;
  readonly outcome: FormOutcome;
  readonly page: string;
  readonly location: string | null;
  /** Seconds after which it may be tried again; null where that changes nothing. */
  readonly retryAfter: number | null;
}

/** After a post the browser is led to a page of its own: reloading that posts nothing again. */
export const leadTo = (outcome: FormOutcome, location: string): FormReply => ({
  status: 303,
  outcome,
  page: '',
  location,
  retryAfter: null,
});

const notes = {
  thanks: [200, 'Thank you', 'We have your form. You need do nothing more; the people who treat you read it before your visit.'],
  preview: [200, 'Your health form', 'Open this link on your phone to fill in the form for your visit.'],
  invalid: [404, 'This link opens no form', 'Perhaps it was cut short. Please open it from our message once more.'],
  expired: [410, 'This form is closed', 'The visit that it was for is over.'],
  off: [410, 'There is nothing to fill in', 'The visit that this form was for does not take place as planned, or needs no form.'],
  tooLarge: [413, 'That was too much text', 'Please go back and say it in fewer words; at your visit there is time for more.'],
  tooMany: [
    429,
    'That was very often',
    'All that you saved before is kept. Please wait a minute, then reload this page: what you wrote last is then sent again.',
  ],
  away: [503, 'We cannot reach your form', 'Please reload this page in a minute: what you wrote is then sent again.'],
} as const satisfies Partial<Record<FormOutcome, readonly [status: number, title: string, text: string]>>;

/** A page without anything of a person. @param settings of the clinic; null where it is not known */
export function note(outcome: keyof typeof notes, settings: ClinicSettings | null, retryAfter = outcome === 'away' ? 30 : null): FormReply {
  const [status, title, text] = notes[outcome];
  return { status, outcome, page: notePage(title, text, settings), location: null, retryAfter };
}
