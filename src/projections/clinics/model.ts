import { type ClinicState, evolveClinic, unknownClinic } from '../../domain/clinic/clinic.ts';
import type { ReadModel } from '../readModel.ts';

/** The settings in force, a row a clinic. */
export const clinics: ReadModel<ClinicState> = {
  name: 'clinics',
  version: 1,
  table: 'clinic',
  key: {},
  keys: ({ event, metadata }) => (event.type === 'ClinicConfigured' ? [{ clinic: metadata.clinic, key: [] }] : []),
  evolve: (row, { event }) => (event.type === 'ClinicConfigured' ? evolveClinic(row ?? unknownClinic, event) : (row ?? null)),
  columns: {},
};
