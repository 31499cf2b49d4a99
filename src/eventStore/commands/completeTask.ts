import type { ClinicSlug, TaskId } from '../../domain/ids.ts';
import { streamName } from '../../domain/stream.ts';
import { decideToComplete, type StaffTaskDone, type TaskState } from '../../domain/task/task.ts';
import { type Cause, handle, type Log } from '../commandHandler.ts';
import { folds } from '../folds.ts';

/** Ticks a task off; one that is done already stays as it is. Gives the task, unknown when there is none. */
export async function completeTask(
  log: Log,
  clinic: ClinicSlug,
  task: TaskId,
  of: Pick<StaffTaskDone['data'], 'staff' | 'note'>,
  cause: Cause,
): Promise<TaskState> {
  const { state } = await handle(log, {
    clinic,
    stream: streamName('task', clinic, task),
    fold: folds.task,
    cause,
    step: 'complete',
    subject: (before) => (before.status === 'unknown' ? null : before.contact),
    decide: (before) => decideToComplete({ task, ...of, at: cause.occurredAt }, before),
  });
  return state;
}
