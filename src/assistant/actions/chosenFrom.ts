import { type ChosenAction, dayParts, type HandOffReason, handOffReasons, type WantedTimes } from '../../domain/conversation/action.ts';
import { instantOf } from '../../domain/ids.ts';
import { timeAtWall, wallDay } from '../../domain/messaging/localTime.ts';
import type { ReplyQuestion } from '../composing/reply.ts';
import { askedText } from '../conversationContext.ts';
import { wantedTimes } from '../understanding/wantedTimes.ts';
import type { ParsedTag } from './parseTags.ts';

type Asked = Pick<ReplyQuestion, 'context' | 'understanding'>;

/** The action that a model's tag stands for; null where it names something that is not there, such as a visit that she does not have. */
export function chosenFrom({ action, parameters }: ParsedTag, { context, understanding }: Asked): ChosenAction | null {
  const { visits, situationVisit, clinic } = context;
  const { procedure: named, visit: number, reason } = parameters;
  if (named !== undefined && !clinic.procedures.some(({ slug }) => slug === named)) return null;
  const procedure = named ?? understanding.procedure;
  switch (action) {
    case 'answer':
    case 'decline':
      return { action };
    case 'suggest_booking':
      return { action, procedure, startsAt: null };
    case 'check_availability':
      return { action, procedure, wanted: wantedBy(parameters, context) };
    case 'confirm_visit':
      return situationVisit && { action, booking: situationVisit.booking, appointmentVersion: situationVisit.appointmentVersion };
    case 'move_visit':
    case 'cancel_visit': {
      // Of several, one that is not named is not guessed.
      const visit = number === undefined && visits.length > 1 ? undefined : visits[Number(number ?? 1) - 1];
      return visit ? { action, booking: visit.booking, appointmentVersion: visit.appointmentVersion } : null;
    }
    case 'hand_off':
      return { action, reason: handOffReasons.find((one): one is HandOffReason => one === reason) ?? 'unsure' };
    case 'opt_out':
      return { action, channels: 'this', purpose: 'TRANSACTIONAL' };
    default:
      return action satisfies never;
  }
}

/** The day that the tag names, while it is to come; else what she said herself. */
function wantedBy({ day, part }: ParsedTag['parameters'], context: Asked['context']): WantedTimes | null {
  const said = wantedTimes(askedText(context), context.now, context.clinic.timeZone);
  const midnight = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  const until = Number.isNaN(midnight) ? null : instantOf(new Date(timeAtWall(midnight + wallDay, context.clinic.timeZone)));
  if (until === null || until <= context.now) return said;
  const from = instantOf(new Date(Math.max(timeAtWall(midnight, context.clinic.timeZone), Date.parse(context.now))));
  return { from, until, part: dayParts.find((one) => one === part) ?? said?.part ?? null };
}
