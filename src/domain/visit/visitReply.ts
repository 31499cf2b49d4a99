import { timeWords } from '../clinic/timeWords.ts';
import { bookingUrl, cancelUrl, rescheduleUrl } from './links.ts';
import { visitName } from './visitName.ts';
import { firstName, paragraphs, type VisitContext } from './wording.ts';

// What Karen answers, inside a reminder's thread, to what is about the visit

/** To "yes": that it is noted. */
export const confirmedReply = ({ patient, appointment, clinic, now }: VisitContext): string =>
  `Thank you, ${firstName(patient)}. See you on ${timeWords(appointment.startsAt, clinic, now)}.`;

/** To "can we do later": where she moves the visit herself. */
export const laterReply = ({ appointment, seat, clinic }: VisitContext): string =>
  paragraphs(
    `Of course. Choose another time for your ${visitName(appointment, clinic)} here: ${rescheduleUrl(clinic, { uid: appointment.uid, seat })}`,
    'Until you have chosen one, your present time stays yours.',
  );

/** To "cancel": where she calls the visit off herself; nothing is cancelled before she has. */
export const cancelReply = ({ appointment, seat, clinic, now }: VisitContext): string =>
  paragraphs(
    `You can call off your ${visitName(appointment, clinic)} on ${timeWords(appointment.startsAt, clinic, now)} here: ${cancelUrl(clinic, { uid: appointment.uid, seat })}`,
    `If another time would suit you better, choose one here: ${rescheduleUrl(clinic, { uid: appointment.uid, seat })}`,
  );

/** To anything about a visit that is over, or off: where she books anew. */
export const bookAnewReply = ({ clinic }: Pick<VisitContext, 'clinic'>): string => `You can choose a time here: ${bookingUrl(clinic)}`;
