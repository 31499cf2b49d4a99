import type { IncomingHttpHeaders } from 'node:http';
import { takesForm } from '../../domain/care/answering.ts';
import type { CarePlan } from '../../domain/care/carePlan.ts';
import { type FormDefinition, type FormSection, sectionsOf } from '../../domain/care/form.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { ClinicSlug, Instant } from '../../domain/ids.ts';
import type { Log } from '../../eventStore/commandHandler.ts';
import { type FormDraft, readFormDraft } from '../../eventStore/commands/fillForm.ts';
import { readFormToken } from '../../eventStore/formToken.ts';
import { clinicOfToken } from '../../eventStore/sealedToken.ts';
import { isPreview } from '../bookingLink/visitor.ts';
import { type Visit, type VisitLimit, visitLimit } from '../visitLimit.ts';
import { fillIn } from './fillIn.ts';
import { type FormReply, note } from './reply.ts';
import { showDraft } from './showDraft.ts';

export interface FormPageOptions {
  readonly log: Log;
  readonly clinics: ReadonlyMap<ClinicSlug, ClinicSettings>;
  readonly forms: readonly FormDefinition[];
  readonly now: () => Date;
  readonly limit?: VisitLimit;
  /** Told of what went wrong; it holds nothing of a person. */
  readonly onError: (error: unknown) => void;
}

export interface FormRequest extends Visit {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  /** A `HEAD` looks and does not come. */
  readonly isLook: boolean;
  /** What was posted, form-encoded; null: nothing was, the page is asked for. */
  readonly body: string | null;
}

/** A form that a link opens, with all that is known of it. */
export interface OpenedForm {
  readonly log: Log;
  readonly settings: ClinicSettings;
  readonly sections: readonly FormSection[];
  readonly draft: FormDraft;
  readonly now: Date;
}

/** So long after the visit's end the link still opens the form, in milliseconds: it is filled in late, and nobody finds it years after. */
const opensAfterVisit = 7 * 86_400_000;

/**
 * Answers `/f/:token`: shows the form section by section, keeps what is filled in with every button, and hands it in at the end. Works without
 * a script. Who has no right to it, or comes too late, is shown how to reach the clinic, and nothing of a person.
 */
export function createFormPage(options: FormPageOptions): (request: FormRequest) => Promise<FormReply> {
  const { limit = visitLimit(options.now) } = options;
  return async (request) => {
    const settings = clinicOf(options.clinics, request.token);
    if (request.isLook || isPreview(request.headers)) return note('preview', settings);
    const wait = request.body === null ? 0 : limit(request);
    if (wait > 0) return note('tooMany', settings, wait);
    try {
      const opened = await open(options, settings, request.token);
      if ('outcome' in opened) return opened;
      return request.body === null ? showDraft(opened, request.query) : await fillIn(opened, new URLSearchParams(request.body));
    } catch (error) {
      options.onError(error);
      return note('away', settings);
    }
  };
}

/** The clinic that the token names; the only one there is, where it names none. */
function clinicOf(clinics: FormPageOptions['clinics'], token: string): ClinicSettings | null {
  const slug = clinicOfToken(token);
  const [only, ...others] = clinics.values();
  return (slug && clinics.get(slug)) || (others.length === 0 ? (only ?? null) : null);
}

async function open(options: FormPageOptions, settings: ClinicSettings | null, text: string): Promise<OpenedForm | FormReply> {
  const { log, forms, now } = options;
  const token = settings && (await readFormToken(log.keys, settings.slug, text));
  if (settings === null || token === null) return note('invalid', settings);
  const { slug } = settings;
  const draft = await readFormDraft(log, slug, token.carePlan);
  // Of one who was erased nothing can be kept any more.
  const key = await log.keys.subjectKey({ clinic: slug, contact: token.contact });
  if (draft === null || draft.plan.contact !== token.contact || key === null) return note('invalid', settings);
  const { plan } = draft;
  const at = now();
  if (isOver(plan, at)) return note('expired', settings);
  if (plan.form === 'COMPLETED') return note('thanks', settings);
  const sections = sectionsOf(forms, plan.forms);
  if (!takesForm(plan) || sections.length === 0) return note('off', settings);
  return { log, settings, sections, draft, now: at };
}

const isOver = ({ visit: { endsAt } }: Pick<CarePlan, 'visit'>, now: Date): boolean => endOf(endsAt) < now.getTime();

const endOf = (endsAt: Instant): number => Date.parse(endsAt) + opensAfterVisit;
