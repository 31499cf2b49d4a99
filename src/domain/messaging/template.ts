import type { Channel } from '../channel.ts';
import type { ClinicSettings } from '../clinic/settings.ts';
import { consentFor, type MessagePurpose } from './purpose.ts';
import type { MessagingSettings } from './question.ts';

export type MessageTemplate = ClinicSettings['messageTemplates'][number];

/** The template parameter that names what is to be done. */
const procedureParameter = 'procedure';

/**
 * The clinic's approved template for a purpose: a marketing template for marketing, a utility template for everything else, never the other
 * way round (one promotional line turns a confirmation into marketing, domain.md 3). Of several, one that suits a discreet clinic, then one
 * in the clinic's language, then the first that the file lists.
 */
export function templateFor(purpose: MessagePurpose, channel: Channel, clinic: MessagingSettings): MessageTemplate | null {
  const category = consentFor(purpose) === 'MARKETING' ? 'marketing' : 'utility';
  const fitting = clinic.messageTemplates.filter((one) => one.purpose === purpose && one.channel === channel && one.category === category);
  const wanted = (one: MessageTemplate): number =>
    Number(clinic.discreet && one.parameters.includes(procedureParameter)) * 2 + Number(language(one.language) !== language(clinic.locale));
  return fitting.toSorted((a, b) => wanted(a) - wanted(b))[0] ?? null;
}

/** `en` of `en-JM` and of WhatsApp's `en_US`. */
const language = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';
