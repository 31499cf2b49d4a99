import type { ClinicSlug, TaskId } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { decideToRaise, type StaffTaskKind, type StaffTaskRaised } from '../../domain/task/task.ts';
import { idFrom } from '../codec/envelope.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';

/** The id of the task of a kind that something causes. */
export const taskId = (clinic: ClinicSlug, cause: string, kind: StaffTaskKind): TaskId => idFrom(clinic, 'task', cause, kind) as TaskId; // a UUID of ours

/** Raises a task for staff; what causes it names it, so that it is raised once however often that is repeated. Gives its id. */
export async function raiseTask(
  log: Log,
  clinic: ClinicSlug,
  of: Omit<StaffTaskRaised['data'], 'task' | 'at'>,
  cause: Cause,
): Promise<TaskId> {
  const task = taskId(clinic, cause.id, of.kind);
  await handle(log, {
    clinic,
    stream: streamName('task', clinic, task),
    fold: folds.task,
    cause,
    step: 'raise',
    subject: of.contact,
    decide: (state) => decideToRaise({ task, ...of, at: cause.occurredAt }, state),
  });
  return task;
}
