import { CalendarError } from '../domain/calendar/port.ts';
import { milliseconds } from '../domain/duration.ts';
import { type ClinicSlug, instantOf } from '../domain/ids.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { Compared } from '../journeys/reconciliation/compare.ts';
import { writeCompared } from '../journeys/reconciliation/marks.ts';
import { type ReconciledClinic, reconcileRound } from '../journeys/reconciliation/round.ts';
import { reconciledClinics } from '../server/calendars.ts';
import { type House, inHouse } from './house.ts';
import { CliError, exitCodes, print } from './output.ts';
import { createProgress } from './progress.ts';

/** What a clinic's comparison came to. */
interface Outcome {
  readonly clinic: ClinicSlug;
  readonly bookings: number;
  readonly discovered: readonly Compared[];
  readonly failed: readonly Compared[];
}

export interface ReconcileOptions {
  readonly clinic?: string;
  /** ISO 8601: how far back changes are asked for. */
  readonly since: string;
  readonly json?: boolean;
}

/** Compares bookings with the clinics' calendars and records what is missing. Ends with 1 when some could not be recorded. */
export async function runReconcile({ clinic, since, json = false }: ReconcileOptions, signal: AbortSignal): Promise<number> {
  const back = milliseconds(since);
  if (back === null) throw new CliError(`--since must be an ISO 8601 duration such as P7D; it is ${JSON.stringify(since)}`);
  const progress = createProgress('comparing', json);
  try {
    const outcomes = await inHouse(signal, async (house) => {
      const clinics = asked(house, clinic);
      const done: Outcome[] = [];
      for (const one of clinics) done.push(await reconcile(house, one, back, signal, (count) => progress.show(count, null)));
      return done;
    });
    progress.stop();
    print(json, { clinics: outcomes }, outcomes.flatMap(lines).join('\n'));
    return outcomes.some(({ failed }) => failed.length > 0) ? exitCodes.foundWrong : exitCodes.done;
  } finally {
    progress.stop();
  }
}

function asked({ installation }: House, slug: string | undefined): readonly ReconciledClinic[] {
  const clinics = reconciledClinics(installation.clinics).filter((one) => slug === undefined || one.slug === slug);
  if (clinics.length === 0)
    throw new CliError(`${slug ?? 'no clinic'} has a key of Cal.com’s API: set calcom.apiKey in the clinic file, or CALCOM_API_KEY`);
  return clinics;
}

/** The marks of the worker's own rounds stay as they are: this one looks back as far as it is told. */
async function reconcile(
  { services: { database, log } }: House,
  clinic: ReconciledClinic,
  back: number,
  signal: AbortSignal,
  onProgress: (bookings: number) => void,
): Promise<Outcome> {
  const from = instantOf(new Date(Date.now() - back));
  const all = new Map<string, Compared>();
  try {
    await reconcileRound({
      log,
      clinic,
      from: { changedSince: from, overSince: from },
      now: () => new Date(),
      signal,
      async onCompared(compared) {
        await database.transaction(systemViewer('reconciliation'), (transaction) => writeCompared(transaction, clinic.slug, compared));
        // What the changes told is not told again by the visits that were over.
        for (const one of compared) if (one.missed.length > 0 || one.problem !== null || !all.has(one.uid)) all.set(one.uid, one);
        onProgress(all.size);
      },
    });
  } catch (error) {
    if (error instanceof CalendarError) throw new CliError(`${clinic.slug}: ${error.message} (${error.code})`, { cause: error });
    throw error;
  }
  const compared = [...all.values()];
  return {
    clinic: clinic.slug,
    bookings: compared.length,
    discovered: compared.filter(({ missed }) => missed.length > 0),
    failed: compared.filter(({ problem }) => problem !== null),
  };
}

function lines({ clinic, bookings, discovered, failed }: Outcome): readonly string[] {
  const found = discovered.map(({ uid, missed }) => `${clinic} ${uid}: recorded what was missing (${missed.join(', ').toLowerCase()})`);
  const not = failed.map(({ uid, problem }) => `${clinic} ${uid}: could not be recorded (${problem})`);
  const total = `${clinic}: ${bookings} bookings compared, ${discovered.length} lacked something, ${failed.length} could not be recorded.`;
  return [...found, ...not, total];
}
