import { z } from 'zod';

/** A value of the wrong kind in an optional place reads as absent: Cal.com adds and changes keys without notice. */
const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);

const text = lenient(z.string());
const record = lenient(z.record(z.string(), z.unknown()));

const attendee = z.object({ email: text, name: text, timeZone: text, phoneNumber: text, noShow: lenient(z.boolean()) });

/** The parts of a booking's payload that are read; all may be absent, unknown ones are dropped. */
export const payloadSchema = z.object({
  uid: text,
  bookingUid: text,
  type: text,
  status: text,
  startTime: text,
  endTime: text,
  createdAt: text,
  length: lenient(z.coerce.number()),
  additionalNotes: text,
  location: text,
  iCalUID: text,
  iCalSequence: lenient(z.coerce.number()),
  rescheduleUid: text,
  attendeeSeatId: text,
  seatsPerTimeSlot: lenient(z.coerce.number()),
  smsReminderNumber: text,
  cancellationReason: text,
  rejectionReason: text,
  requestReschedule: lenient(z.boolean()),
  attendees: z
    .array(attendee.catch({ email: null, name: null, timeZone: null, phoneNumber: null, noShow: null }))
    .nullish()
    .catch(null),
  organizer: lenient(z.object({ name: text })),
  user: lenient(z.object({ name: text })),
  responses: record,
  userFieldsResponses: record,
  metadata: record,
});

export type CalcomPayload = z.output<typeof payloadSchema>;
export type CalcomAttendee = z.output<typeof attendee>;

/** A body as far as it can be read: its trigger, when it was made, and its payload. */
export interface CalcomBody {
  readonly trigger: string;
  /** When the webhook was made; of a flat body, when the booking was. */
  readonly createdAt: string | null;
  readonly payload: CalcomPayload;
}

/** Reads a raw body; null when it is not an object with a trigger (a template's `false`, half a body, a form). */
export function readBody(raw: Uint8Array | string): CalcomBody | null {
  const json = parseJson(raw);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const { triggerEvent, createdAt, payload } = json as Record<string, unknown>; // an object that is no array
  if (typeof triggerEvent !== 'string' || triggerEvent === '') return null;
  // MEETING_* come flat: the booking's row stands beside the trigger (integrations.md 1.2).
  const inner = typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : json;
  const parsed = payloadSchema.safeParse(inner);
  return parsed.success
    ? { trigger: triggerEvent, createdAt: typeof createdAt === 'string' ? createdAt : null, payload: parsed.data }
    : null;
}

function parseJson(raw: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof raw === 'string' ? raw : new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    return undefined;
  }
}

/** A name that Cal.com gave: 1 to 200 printable characters without white space; null for anything else. */
export const nameOf = (value: string | null | undefined): string | null =>
  typeof value === 'string' && /^[!-~]{1,200}$/.test(value) ? value : null;

/** The answer to a booking question: `{label, value}` in most bodies, the plain value in some. */
export function answerTo(responses: CalcomPayload['responses'], slug: string): unknown {
  const response = responses?.[slug];
  return typeof response === 'object' && response !== null && 'label' in response
    ? 'value' in response
      ? response.value
      : undefined
    : response;
}

/** The answer, where it is a text that says something. */
export function textAnswer(responses: CalcomPayload['responses'], slug: string): string | null {
  const answer = answerTo(responses, slug);
  return typeof answer === 'string' && answer.trim() !== '' ? answer : null;
}
