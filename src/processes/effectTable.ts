import type { Database, Transaction } from '../database/database.ts';
import { type ClinicSlug, instantOf } from '../domain/ids.ts';
import { systemViewer } from '../domain/viewer.ts';
import type { PlannedEffect } from './plan.ts';
import type { ClearTimers, EffectData } from './process.ts';

const viewer = systemViewer('processes');

/** Writes effects down. One that is there already stays as it is: the same cause gives the same effect. */
export async function writeEffects(transaction: Transaction, effects: readonly PlannedEffect[]): Promise<void> {
  if (effects.length === 0) return;
  const column = <T>(read: (effect: PlannedEffect) => T): T[] => effects.map(read);
  await transaction.query({
    name: 'write_effects',
    text: `insert into process_effect (id, clinic, process, purpose, about, lane, version, data, cause, cause_stream, cause_revision, correlation,
             planned_for, useful_until, due_at, state, reason)
           select id, clinic, process, purpose, about, lane, version, data, cause, cause_stream, cause_revision, correlation,
             planned_for, useful_until, planned_for, state, reason
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::jsonb[], $9::uuid[], $10::text[],
             $11::bigint[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::text[], $16::text[]) with ordinality
             as effect(id, clinic, process, purpose, about, lane, version, data, cause, cause_stream, cause_revision, correlation,
               planned_for, useful_until, state, reason, place)
           order by place
           on conflict (id) do nothing`,
    values: [
      column(({ id }) => id),
      column(({ clinic }) => clinic),
      column(({ process }) => process),
      column(({ purpose }) => purpose),
      column(({ about }) => about),
      column(({ lane }) => lane),
      column(({ version }) => version),
      column(({ data }) => JSON.stringify(data)),
      column(({ cause }) => cause.id),
      column(({ cause }) => cause.stream),
      column(({ cause }) => cause.revision),
      column(({ cause }) => cause.correlationId),
      column(({ plannedFor }) => plannedFor),
      column(({ usefulUntil }) => usefulUntil),
      column(({ state }) => state),
      column(({ reason }) => reason),
    ],
  });
}

/** Takes timers back. */
export async function clearTimers(
  transaction: Transaction,
  clears: readonly (ClearTimers & { readonly process: string })[],
): Promise<void> {
  if (clears.length === 0) return;
  await transaction.query({
    name: 'clear_timers',
    text: `delete from process_effect as effect using unnest($1::text[], $2::text[], $3::text[], $4::int[]) as clear(process, purpose, about, up_to)
           where effect.process = clear.process and effect.about = clear.about and effect.purpose = clear.purpose
             and effect.version <= clear.up_to and effect.state = 'WAITING'`,
    values: [
      clears.map((one) => one.process),
      clears.map((one) => one.purpose),
      clears.map((one) => one.about),
      clears.map((one) => one.upTo),
    ],
  });
}

/** An effect whose time has come. */
export interface TakenEffect extends PlannedEffect {
  /** How often it has failed. */
  readonly attempts: number;
}

interface Row {
  readonly id: string;
  readonly clinic: ClinicSlug;
  readonly process: string;
  readonly purpose: string;
  readonly about: string;
  readonly lane: string;
  readonly version: number;
  readonly data: EffectData;
  readonly cause: string;
  readonly cause_stream: string;
  readonly cause_revision: number;
  readonly correlation: string;
  readonly planned_for: Date;
  readonly useful_until: Date | null;
  readonly attempts: number;
}

export interface Taking {
  readonly process: string;
  readonly now: Date;
  readonly limit: number;
  /** Effects at work already. */
  readonly inHand: readonly string[];
}

/** Whoever waits to be tried again holds up his lane: what comes after him keeps its place. */
const free = `not exists (
  select from process_effect as failed
  where failed.state = 'WAITING' and failed.attempts > 0 and failed.process = effect.process and failed.lane = effect.lane
    and failed.id <> effect.id
)`;

/** What is due in a process, oldest first. Nothing is marked as taken: the lease says who works, and a crash leaves everything as it was. */
export async function takeDue(database: Database, { process, now, limit, inHand }: Taking): Promise<readonly TakenEffect[]> {
  const rows = await database.query<Row>(viewer, {
    name: 'take_due_effects',
    text: `select id, clinic, process, purpose, about, lane, version, data, cause, cause_stream, cause_revision, correlation,
             planned_for, useful_until, attempts
           from process_effect as effect
           where process = $1 and state = 'WAITING' and due_at <= $2 and id <> all($4)
             and ${free}
           order by due_at, seq limit $3`,
    values: [process, now, limit, inHand],
  });
  return rows.map(({ cause, cause_stream, cause_revision, correlation, planned_for, useful_until, ...row }) => ({
    ...row,
    cause: { id: cause, stream: cause_stream, revision: cause_revision, correlationId: correlation },
    plannedFor: instantOf(planned_for),
    usefulUntil: useful_until && instantOf(useful_until),
    state: 'WAITING',
    reason: null,
  }));
}

/** The next time after `now`, up to `until`, at which something of a process falls due. */
export async function nextDue(database: Database, process: string, now: Date, until: Date): Promise<Date | null> {
  const [row] = await database.query<{ due: Date | null }>(viewer, {
    name: 'next_due_effect',
    text: `select min(due_at) as due from process_effect where process = $1 and state = 'WAITING' and due_at > $2 and due_at <= $3`,
    values: [process, now, until],
  });
  return row?.due ?? null;
}

/** Every second until then in which something falls due: what wake-ups are created from. */
export async function upcomingTimes(database: Database, processes: readonly string[], until: Date): Promise<readonly Date[]> {
  const rows = await database.query<{ due: Date }>(viewer, {
    name: 'upcoming_effects',
    text: `select distinct date_trunc('second', due_at) as due from process_effect
           where state = 'WAITING' and process = any($1) and due_at <= $2 order by 1`,
    values: [processes, until],
  });
  return rows.map(({ due }) => due);
}

/** Tells whether anything is due that could be done now. */
export async function anythingDue(database: Database, processes: readonly string[], now: Date): Promise<boolean> {
  const [row] = await database.query<{ due: boolean }>(viewer, {
    name: 'anything_due',
    text: `select exists (select from process_effect as effect where state = 'WAITING' and process = any($1) and due_at <= $2 and ${free}) as due`,
    values: [processes, now],
  });
  return row?.due ?? false;
}

/** What became of an effect. */
export type Outcome =
  | { readonly id: string; readonly type: 'done' | 'tooLate' }
  | { readonly id: string; readonly type: 'retry'; readonly dueAt: Date; readonly reason: string }
  | { readonly id: string; readonly type: 'failed'; readonly reason: string };

/** Strikes off what is done, and puts the rest back or aside. */
export async function recordOutcomes(transaction: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  const done = outcomes.filter(({ type }) => type === 'done' || type === 'tooLate');
  const rest = outcomes.filter((one) => one.type === 'retry' || one.type === 'failed');
  const statements: Promise<unknown>[] = [];
  if (done.length > 0)
    statements.push(
      transaction.query({ name: 'strike_off', text: 'delete from process_effect where id = any($1)', values: [done.map(({ id }) => id)] }),
    );
  if (rest.length > 0)
    statements.push(
      transaction.query({
        name: 'put_back',
        text: `update process_effect as effect set attempts = attempts + 1, reason = rest.reason,
                 due_at = coalesce(rest.due_at, effect.due_at), state = case when rest.due_at is null then 'FAILED' else 'WAITING' end
               from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as rest(id, due_at, reason) where effect.id = rest.id`,
        values: [rest.map(({ id }) => id), rest.map((one) => (one.type === 'retry' ? one.dueAt : null)), rest.map(({ reason }) => reason)],
      }),
    );
  await Promise.all(statements);
}

/** Has effects that failed or are held tried again from now on. Gives how many there were. */
export async function driveAgain(database: Database, ids: readonly string[], now: Date): Promise<number> {
  const rows = await database.query(viewer, {
    text: `update process_effect set state = 'WAITING', attempts = 0, reason = null, due_at = $2 where id = any($1) and state <> 'WAITING' returning 1`,
    values: [ids, now],
  });
  return rows.length;
}
