import { randomBytes, randomUUID } from 'node:crypto';
import type { ClinicSlug } from '../../src/domain/ids.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import type { NewEvent } from '../../src/eventStore/port.ts';

/** A clinic that no other test has, on whatever log it is: a clinic of one's own is a log of one's own. */
export const freshClinic = (): ClinicSlug => `c${randomBytes(6).toString('hex')}` as ClinicSlug; // of the slugs' grammar

export const viewerOf = (...clinics: readonly ClinicSlug[]): Viewer => ({ subject: 'test', clinics, roles: ['STAFF'] });

/** An event about nothing, with an id of its own. */
export const newEvent = (change: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'SomethingHappened',
  data: Buffer.from('{"what":"something"}'),
  metadata: Buffer.from('{"actor":"patient"}'),
  ...change,
});

export const newEvents = (count: number, change: Partial<NewEvent> = {}): NewEvent[] =>
  Array.from({ length: count }, () => newEvent(change));
