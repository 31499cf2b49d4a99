import { clearHold as decide } from '../../domain/care/answering.ts';
import type { CarePlanState } from '../../domain/care/carePlan.ts';
import type { CarePlanEvent } from '../../domain/care/events.ts';
import { known } from '../../domain/event.ts';
import { carePlanId, carePlanStream } from '../../eventStore/commands/carePlanStream.ts';
import { taskId } from '../../eventStore/commands/raiseTask.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import { effectId } from '../plan.ts';
import type { Deed } from '../process.ts';

/** A clinician has done the task that an answer raised: what it was about holds the visit no longer. */
export const clearHold: Deed = {
  async carryOut({ about, cause }, acting) {
    const { log, now } = acting;
    const clinic = clinicOf(about);
    const task = await acting.load(about, folds.task);
    const [done] = await log.codec.decode(await log.store.readStream(log.viewer, cause.stream, { from: cause.revision, limit: 1 }));
    if (task.status === 'unknown' || task.booking === null || done?.event.type !== 'StaffTaskDone') return;
    const { staff, note } = done.event.data;
    const stream = carePlanStream(clinic, carePlanId(clinic, task.booking));
    const events = await log.codec.decode(await log.store.readStream(log.viewer, stream));
    // The task is named after the event that it was raised for.
    const held = events.find(
      ({ id, event }) =>
        event.type === 'ReadinessHeld' && taskId(clinic, effectId('carePlans', id, 'tellStaff', 0), task.kind) === task.task,
    );
    if (held?.event.type !== 'ReadinessHeld') return;
    const what = held.event.data.about;
    await acting.issue({
      stream,
      fold: folds.carePlan,
      subject: (before: CarePlanState) => before?.contact ?? null,
      decide: (before: CarePlanState): readonly CarePlanEvent[] => decide({ about: what, staff, reason: known(note), now }, before),
    });
  },
};
