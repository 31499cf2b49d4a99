import { type CarePlanId, type ClinicSlug, type ContactId, instantOf } from '../../src/domain/ids.ts';
import type { Log } from '../../src/eventStore/commandHandler.ts';
import { followBooking } from '../../src/eventStore/commands/followBooking.ts';
import { writeFormToken } from '../../src/eventStore/formToken.ts';
import { createFormPage, type FormPageOptions, type FormRequest } from '../../src/pages/form/page.ts';
import type { FormReply } from '../../src/pages/form/reply.ts';
import { configureFromFile, publishCareFromFiles } from '../../src/server/clinics.ts';
import { calcomBody } from './calcomBody.ts';
import { shippedCare } from './care.ts';
import { everything, memoryLog } from './log.ts';
import { fixtureSettings, memoryClinic } from './memoryClinic.ts';

/** The laser form of the shipped files, filled in so that nothing holds the visit. */
export const laserAnswers: Readonly<Record<string, string>> = {
  'full-name': 'Marva Test',
  'birth-date': '1990-04-23',
  'emergency-name': 'Dwight Test',
  'emergency-phone': '(876) 555-0101',
  allergies: 'NO',
  conditions: 'NO',
  medicines: 'YES',
  'medicines.details': 'vitamin D',
  pregnant: 'NO',
  unwell: 'NO',
};

/** What its second section asks. */
export const laserSection: Readonly<Record<string, string>> = {
  areas: 'legs',
  'skin-in-sun': 'never burns',
  'hair-colour': 'black',
  keloids: 'NO',
  'light-sensitive': 'NO',
  isotretinoin: 'NO',
  'filler-in-area': 'NO',
};

export const visitOn = '2026-10-14T15:00:00Z';
const now = new Date('2026-10-05T18:30:00Z');
const phone = {
  'user-agent': 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36',
};

/** A clinic in memory with a laser visit that is booked, and the page of its form. */
export interface BookedForm {
  readonly log: Log;
  readonly token: string;
  readonly carePlan: CarePlanId;
  readonly contact: ContactId;
  ask(change?: Partial<FormRequest>, options?: Partial<FormPageOptions>): Promise<FormReply>;
  /** Posts fields of a section with one of its buttons. */
  post(step: number, button: 'save' | 'next' | 'send', fields?: Readonly<Record<string, string>>): Promise<FormReply>;
  /** The types of all events of the plan's form. */
  happened(): Promise<readonly string[]>;
}

export async function bookedForm(): Promise<BookedForm> {
  const log = memoryLog();
  const clinic = 'oshun' as ClinicSlug; // as the demo's file has it
  await configureFromFile(log, [fixtureSettings], now);
  await publishCareFromFiles(log, [fixtureSettings], shippedCare.templates, now);
  await memoryClinic(log).deliver(calcomBody({ type: 'laser-hair-removal', startsAt: visitOn }));
  const booked = (await everything(log)).find(({ event }) => event.type === 'BookingScheduled');
  const booking = (booked?.stream.split('.')[1] ?? '') as Parameters<typeof followBooking>[1]['booking']; // a booking's stream is named after it
  const cause = { id: 'follow', correlationId: 'follow', actor: 'system', channel: null, occurredAt: instantOf(now) } as const;
  const followed = await followBooking(log, { clinic, booking, now: instantOf(now), othersOf: async () => [] }, cause);
  const plan = followed?.state;
  if (!plan) throw new Error('the booking has no care plan');
  const { id: carePlan, contact } = plan;
  const token = await writeFormToken(log.keys, clinic, { carePlan, contact });
  const ask: BookedForm['ask'] = (change, options) =>
    createFormPage({
      log,
      clinics: new Map([[clinic, fixtureSettings]]),
      forms: shippedCare.forms,
      now: () => now,
      onError: (error) => {
        throw error;
      },
      ...options,
    })({ token, address: null, headers: phone, query: new URLSearchParams(), isLook: false, body: null, ...change });
  return {
    log,
    token,
    carePlan,
    contact,
    ask,
    post: (step, button, fields = {}) => ask({ body: new URLSearchParams({ ...fields, step: String(step), do: button }).toString() }),
    happened: async () =>
      (await everything(log)).map(({ event }) => event.type).filter((type) => type.startsWith('Form') || type.startsWith('Readiness')),
  };
}

/** The hidden fields of a page and what they hold, as a browser posts them. */
export const hiddenIn = (page: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [name, value]),
  );
