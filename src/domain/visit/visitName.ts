import type { Appointment } from '../booking/appointment.ts';
import type { ClinicSettings } from '../clinic/settings.ts';

/** What a visit is called: "Botox consultation", "Chemical peel appointment"; for a discreet clinic "appointment", and nothing more. */
export function visitName({ kind, procedure }: Pick<Appointment, 'kind' | 'procedure'>, { procedures, discreet }: ClinicSettings): string {
  if (discreet) return 'appointment';
  const name = procedures.find(({ slug }) => slug === procedure)?.name ?? null;
  const what = kind === 'CONSULTATION' ? 'consultation' : 'appointment';
  if (name === null) return what;
  // "Skin consultation" says it already.
  return name.toLowerCase().endsWith(what) ? name : `${name} ${what}`;
}
