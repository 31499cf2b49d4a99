import type { CarePlanState } from '../../domain/care/carePlan.ts';
import type { TemplatesState } from '../../domain/care/published.ts';
import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { BookingId, CarePlanId, ClinicSlug } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Log, load } from '../commandHandler.ts';
import { folds } from '../folds.ts';

/** The plan of a booking: there is one, and its id follows from the booking's. */
export const carePlanId = (clinic: ClinicSlug, booking: BookingId): CarePlanId => idFrom(clinic, 'carePlan', booking) as CarePlanId; // a UUID of ours

export const carePlanStream = (clinic: ClinicSlug, plan: CarePlanId): string => streamName('carePlan', clinic, plan);

export const readCarePlan = async (log: Log, clinic: ClinicSlug, plan: CarePlanId): Promise<CarePlanState> =>
  (await load(log, clinic, carePlanStream(clinic, plan), folds.carePlan)).state;

/** What a clinic says of itself, and its care plan templates in force. */
export interface CareClinic {
  readonly settings: ClinicSettings;
  readonly published: TemplatesState;
}

/** Reads the clinic's stream; null while it is not configured. */
export async function readCareClinic(log: Log, clinic: ClinicSlug): Promise<CareClinic | null> {
  const stream = streamName('clinic', clinic);
  const [configured, published] = await Promise.all([load(log, clinic, stream, folds.clinic), load(log, clinic, stream, folds.templates)]);
  return configured.state.status === 'configured' ? { settings: configured.state.settings, published: published.state } : null;
}
