import type { ClinicSettings } from '../clinic/settings.ts';
import { dayWords, hourWords, timeWords } from '../clinic/timeWords.ts';
import type { Instant } from '../ids.ts';
import type { CarePlan } from './carePlan.ts';
import type { CareValues } from './variables.ts';

/** What the texts of a plan are filled from. */
export interface ValueSources {
  readonly plan: CarePlan;
  readonly settings: Pick<ClinicSettings, 'name' | 'timeZone' | 'locale' | 'address' | 'assistant' | 'discreet' | 'procedures'>;
  /** Her name as she is known; null while it is not, or once it is erased. */
  readonly name: string | null;
  readonly formLink: string;
  readonly bookingLink: string;
  readonly now: Instant;
}

/** The values of the variables for a step of one of the plan's procedures. Times are told on the clinic's clock. */
export function careValues({ plan, settings, name, formLink, bookingLink, now }: ValueSources, slug: string): CareValues {
  const { discreet } = settings;
  const { startsAt } = plan.visit;
  const procedure = discreet ? 'treatment' : inSentence(procedureName(plan, slug, settings));
  return {
    name: firstName(name),
    clinic: settings.name,
    assistant: settings.assistant.name,
    procedure,
    visit: visitName(plan, procedure, discreet),
    when: timeWords(startsAt, settings, now),
    day: dayWords(startsAt, settings, now),
    time: hourWords(startsAt, settings),
    address: settings.address?.text ?? settings.name,
    formLink,
    bookingLink,
  };
}

/** The clinic's own name for a procedure, else the template's. */
function procedureName({ templates }: CarePlan, slug: string, { procedures }: Pick<ClinicSettings, 'procedures'>): string {
  const of = templates.find((one) => one.slug === slug) ?? templates[0];
  return procedures.find((one) => one.slug === of?.slug)?.name ?? of?.name ?? 'treatment';
}

/** "Consultation" says by itself what it is. */
function visitName({ kind }: CarePlan, procedure: string, discreet: boolean): string {
  if (kind === 'CONSULTATION') return discreet ? 'consultation' : procedure;
  return discreet ? 'visit' : /consultation$/.test(procedure) ? procedure : `${procedure} visit`;
}

/** "Laser hair removal" begins small within a sentence; a name of its own, and "IV therapy", stay as they are. */
const inSentence = (name: string): string =>
  /^[A-Z][a-z]/.test(name) && (name.includes(' ') || name === 'Consultation') ? name.charAt(0).toLowerCase() + name.slice(1) : name;

/** How she is addressed. */
const firstName = (name: string | null): string => name?.trim().split(/\s+/)[0] || 'there';
