import type { DomainEvent, EventSchemas, Personal } from '../event.ts';
import type { BookingId, ContactId, ConversationId, Instant, TaskId } from '../ids.ts';

/** What a person has to see to. */
export type StaffTaskKind =
  /** No channel carries a message that she should have. */
  | 'MESSAGE_NOT_SENT'
  /** Chatwoot did not answer, and whether it has the message cannot be found out. */
  | 'MESSAGE_OUTCOME_UNKNOWN'
  /** The channel refused a message after Chatwoot had taken it. */
  | 'MESSAGE_FAILED'
  /** Somebody, or Karen, asked for a person in a conversation. */
  | 'HAND_OFF'
  /** She wrote of a symptom, a medicine, a pregnancy. */
  | 'MEDICAL_CONCERN'
  | 'COMPLAINT'
  /** An answer to a screening question that a clinician must see. */
  | 'SCREENING'
  /** Something about the booking that the software cannot decide. */
  | 'BOOKING';

// Events of the stream `task-<clinic>.<id>`

export type StaffTaskRaised = DomainEvent<
  'StaffTaskRaised',
  {
    readonly task: TaskId;
    readonly kind: StaffTaskKind;
    /** One sentence for people, nothing personal in it. */
    readonly reason: string;
    readonly contact: ContactId;
    readonly booking: BookingId | null;
    readonly conversation: ConversationId | null;
    readonly at: Instant;
  }
>;

export type StaffTaskDone = DomainEvent<
  'StaffTaskDone',
  { readonly task: TaskId; readonly at: Instant; readonly staff: string; readonly note: Personal<string | null> }
>;

export type TaskEvent = StaffTaskRaised | StaffTaskDone;

export const taskSchemas: EventSchemas<TaskEvent> = {
  StaffTaskRaised: { version: 1, personal: {} },
  StaffTaskDone: { version: 1, personal: { note: true } },
};

// State

export type TaskState =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'open' } & StaffTaskRaised['data'])
  | ({ readonly status: 'done'; readonly doneAt: Instant } & StaffTaskRaised['data']);

export const noTask: TaskState = { status: 'unknown' };

// Decide

/** Raises the task, once. */
export const decideToRaise = (task: StaffTaskRaised['data'], state: TaskState): readonly TaskEvent[] =>
  state.status === 'unknown' ? [{ type: 'StaffTaskRaised', data: task }] : [];

/** Ticks it off; one that is done already stays as it is. */
export const decideToComplete = (done: StaffTaskDone['data'], state: TaskState): readonly TaskEvent[] =>
  state.status === 'open' ? [{ type: 'StaffTaskDone', data: done }] : [];

// Evolve

export function evolveTask(state: TaskState, event: TaskEvent): TaskState {
  switch (event.type) {
    case 'StaffTaskRaised':
      return state.status === 'unknown' ? { status: 'open', ...event.data } : state;
    case 'StaffTaskDone':
      return state.status === 'open' ? { ...state, status: 'done', doneAt: event.data.at } : state;
    default:
      event satisfies never;
      return state;
  }
}
