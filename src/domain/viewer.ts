import type { ClinicSlug } from './ids.ts';

/** What a viewer may do; `contract.md` says which role opens which field. */
export const roles = ['VIEWER', 'STAFF', 'ADMIN', 'AUDITOR'] as const;

export type Role = (typeof roles)[number];

/** On whose behalf something is read or written; every operation has one. */
export interface Viewer {
  /** Who it is: `staff:<id>`, `dev`, or the name of a part of the system. */
  readonly subject: string;
  /** The clinics whose data it may touch; `all` only for the system itself. */
  readonly clinics: readonly ClinicSlug[] | 'all';
  readonly roles: readonly Role[];
}

/** The explicit viewer of the projector, the processes and the inbox. */
export const systemViewer = (part: string): Viewer => ({
  subject: `system:${part}`,
  clinics: 'all',
  roles: ['ADMIN'],
});

/** Tells whether the viewer may touch the clinic's data. */
export const sees = (viewer: Viewer, clinic: ClinicSlug): boolean => viewer.clinics === 'all' || viewer.clinics.includes(clinic);
