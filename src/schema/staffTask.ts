import type { TaskId } from '../domain/ids.ts';
import { completeTask } from '../eventStore/commands/completeTask.ts';
import { countStaffTasks, listStaffTasks, type StaffTaskRecord } from '../projections/tasks/queries.ts';
import { asked, logOf, staffIn, wrongWords } from './asking.ts';
import { Booking } from './booking.ts';
import { builder } from './builder.ts';
import { connect, connectionOf, listCost } from './connection.ts';
import { Contact, clinicsIn, pageArguments } from './contact.ts';
import { graphqlError } from './errors.ts';
import { loadNode, Node, nodeId, readNodeId } from './node.ts';
import { type Failure, failure, failureTypes } from './results.ts';

const StaffTask = builder.objectRef<StaffTaskRecord>('StaffTask').implement({
  description: 'Something that a person has to see to.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('StaffTask', clinic, id) }),
    kind: t.string({ resolve: ({ row }) => row.kind }),
    reason: t.string({ description: 'One sentence for people.', resolve: ({ row }) => row.reason }),
    contact: t.field({
      type: Contact,
      async resolve({ clinic, row }, _args, { loaders }) {
        const contact = await loaders.contacts.load({ clinic, id: row.contact });
        if (!contact) throw graphqlError('NOT_FOUND', 'the contact of this task is not to be seen yet');
        return contact;
      },
    }),
    booking: t.field({
      type: Booking,
      nullable: true,
      resolve: ({ clinic, row }, _args, { loaders }) => row.booking && loaders.bookings.load({ clinic, id: row.booking }),
    }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ row }) => row.at }),
    doneAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ row }) => (row.status === 'done' ? row.doneAt : null) }),
  }),
});

loadNode('StaffTask', ({ clinic, id }, { loaders }) => loaders.staffTasks.load({ clinic, id: id as TaskId })); // a UUID, by the id's grammar

const StaffTaskConnection = connectionOf('StaffTask', StaffTask, ({ row, id }) => ({ first: row.status === 'open', at: row.at, id }));

builder.queryField('staffTasks', (t) =>
  t.field({
    description: 'What is open first, then the newest first.',
    type: StaffTaskConnection,
    complexity: listCost,
    args: { ...pageArguments(t.arg), open: t.arg.boolean(), clinic: t.arg.string() },
    resolve(_root, { open, clinic, ...args }, context) {
      const { database, viewer } = context;
      const filter = { clinics: clinicsIn(clinic, context), open: open ?? null };
      return connect(
        args,
        (page) => listStaffTasks(database, viewer, filter, page),
        () => countStaffTasks(database, viewer, filter),
      );
    },
  }),
);

const StaffTaskSuccess = builder.objectRef<{ readonly task: StaffTaskRecord }>('StaffTaskSuccess').implement({
  fields: (t) => ({ task: t.field({ type: StaffTask, resolve: ({ task }) => task }) }),
});

const StaffTaskResult = builder.unionType('StaffTaskResult', {
  types: [StaffTaskSuccess, ...failureTypes],
  resolveType: (value) => ('task' in value ? 'StaffTaskSuccess' : value.__typename),
});

const StaffTaskInput = builder.inputType('StaffTaskInput', {
  fields: (t) => ({ taskId: t.id({ required: true }), note: t.string() }),
});

builder.mutationField('completeStaffTask', (t) =>
  t.field({
    description: 'Ticks a task off; one that is done already stays as it is.',
    type: StaffTaskResult,
    args: { input: t.arg({ type: StaffTaskInput, required: true }) },
    async resolve(_root, { input: { taskId, note } }, context): Promise<{ readonly task: StaffTaskRecord } | Failure> {
      const wrong = wrongWords({ note });
      if (wrong) return wrong;
      const name = readNodeId(taskId, context, 'StaffTask');
      if (!name) return failure('NotFound', 'there is no such task');
      const { clinic } = name;
      const id = name.id as TaskId; // a UUID, by the id's grammar
      const row = await completeTask(logOf(context), clinic, id, { staff: staffIn(context), note: note ?? null }, asked(context));
      return row.status === 'unknown' ? failure('NotFound', 'there is no such task') : { task: { clinic, id, row } };
    },
  }),
);
