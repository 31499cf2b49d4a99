import type { Appointment } from '../booking/appointment.ts';
import type { ClinicSettings } from '../clinic/settings.ts';
import { timeWords } from '../clinic/timeWords.ts';
import type { Instant } from '../ids.ts';
import { visitName } from './visitName.ts';
import { visitPlace } from './visitPlace.ts';

/** Whom a message is for and what it is about. */
export interface VisitFacts {
  /** Her name as she gave it; null while unknown, or erased. */
  readonly patient: string | null;
  readonly appointment: Appointment;
  readonly clinic: ClinicSettings;
  readonly now: Instant;
}

/** The same, for a message that may hold a link to the visit. */
export interface VisitContext extends VisitFacts {
  /** Hers, where several people share the uid. */
  readonly seat: string | null;
}

/** What a message says: free text, and in the same sense the values of a WhatsApp template's parameters. None of them is blank. */
export interface Wording {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The first name, as one is addressed. */
export const firstName = (name: string | null): string => name?.trim().split(/\s+/)[0] || 'there';

/** What a template may be filled with, whatever it is for. */
export function templateValues({ patient, appointment, clinic, now }: VisitFacts): Wording['values'] {
  return {
    name: firstName(patient),
    procedure: visitName(appointment, clinic),
    when: timeWords(appointment.startsAt, clinic, now),
    practitioner: appointment.practitioner ?? clinic.name,
    place: visitPlace(appointment, clinic) ?? clinic.name,
    clinic: clinic.name,
  };
}

/** The lines of a message, without those that say nothing. */
export const paragraphs = (...lines: readonly (string | null)[]): string => lines.filter((line) => line !== null).join('\n');

/** A text of the clinic's file as a sentence: with a capital letter and one full stop. */
export const asSentence = (text: string): string => {
  const words = text.trim().replace(/\.$/, '');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[!?]$/.test(words) ? '' : '.'}`;
};

/** " with Dr. Simone Campbell", where somebody is named. */
export const withWhom = ({ practitioner }: Appointment): string => (practitioner === null ? '' : ` with ${practitioner}`);

export const where = ({ appointment, clinic }: VisitFacts): string | null => {
  const place = visitPlace(appointment, clinic);
  return place === null ? null : asSentence(`where: ${place}`);
};

export const bring = ({ clinic }: VisitFacts): string | null =>
  clinic.confirmation.bring === null ? null : asSentence(`please bring ${clinic.confirmation.bring}`);
