import type { AnyEvent } from '../../domain/catalogue.ts';
import { evolveTask, noTask, type TaskEvent, type TaskState, taskSchemas } from '../../domain/task/task.ts';
import type { ReadModel } from '../readModel.ts';

const isTaskEvent = (event: AnyEvent): event is TaskEvent => Object.hasOwn(taskSchemas, event.type);

/** A task that was raised. */
export type RaisedTask = Exclude<TaskState, { readonly status: 'unknown' }>;

/** What staff have to see to: the row is the task's own state. */
export const staffTasks: ReadModel<RaisedTask> = {
  name: 'staff_tasks',
  version: 1,
  table: 'staff_task',
  key: { id: 'uuid' },
  keys: ({ event, metadata }) => (isTaskEvent(event) ? [{ clinic: metadata.clinic, key: [event.data.task] }] : []),
  evolve(row, { event }) {
    const state = isTaskEvent(event) ? evolveTask(row ?? noTask, event) : (row ?? noTask);
    return state.status === 'unknown' ? null : state;
  },
  columns: {
    contact: { type: 'uuid', read: (row) => row.contact },
    is_open: { type: 'boolean', read: (row) => row.status === 'open' },
    created_at: { type: 'timestamptz', read: (row) => row.at },
  },
};
