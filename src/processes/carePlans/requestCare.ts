import { appointmentOf } from '../../domain/booking/appointment.ts';
import { parameterText } from '../../domain/messaging/parameterText.ts';
import { readBooking } from '../../eventStore/commands/joinBookings.ts';
import { requestMessage } from '../../eventStore/commands/requestMessage.ts';
import type { People } from '../../eventStore/commands/weighMessage.ts';
import type { CareWays } from './ways.ts';

/**
 * Asks for a message about care in the conversation that the visit was booked from, else wherever she can be reached. The policy decides, and
 * what it decides comes back to the plan by events. A template may carry it by its parameter `message`.
 */
export const requestCare =
  (people: People): CareWays['sayToContact'] =>
  async ({ clinic, contact, purpose, text, values, booking, appointmentVersion, careStep, usefulUntil }, { log, cause }) => {
    const { state } = await readBooking(log, clinic, booking);
    const message = parameterText(text);
    const wish = {
      clinic,
      contact,
      conversation: appointmentOf(state)?.conversation ?? null,
      author: 'KAREN',
      about: { purpose, booking, appointmentVersion, careStep },
      // Which words fall due together differs from visit to visit: a template can only carry them whole.
      wording: { text, values: { ...values, ...(message === null ? {} : { message }) } },
      usefulUntil,
    } as const;
    return requestMessage(log, people, wish, cause);
  };
