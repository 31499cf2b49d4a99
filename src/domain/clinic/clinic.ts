import type { CarePlanTemplatePublished } from '../care/published.ts';
import type { DomainEvent, EventSchemas } from '../event.ts';
import type { ClinicSettings } from './settings.ts';

// Events of the stream `clinic-<slug>`

/** The clinic's settings as of now, without its secrets. */
export type ClinicConfigured = DomainEvent<'ClinicConfigured', { readonly settings: ClinicSettings }>;

export type ClinicEvent = ClinicConfigured | CarePlanTemplatePublished;

export const clinicSchemas: EventSchemas<ClinicEvent> = {
  ClinicConfigured: { version: 1, personal: {} },
  CarePlanTemplatePublished: { version: 1, personal: {} },
};

// State

export type ClinicState = { readonly status: 'unknown' } | { readonly status: 'configured'; readonly settings: ClinicSettings };

export const unknownClinic: ClinicState = { status: 'unknown' };

export function evolveClinic(state: ClinicState, event: ClinicEvent): ClinicState {
  switch (event.type) {
    case 'ClinicConfigured':
      return { status: 'configured', settings: event.data.settings };
    case 'CarePlanTemplatePublished':
      // Folded by `evolveTemplates`.
      return state;
    default:
      event satisfies never;
      return state;
  }
}

// Decide

/** Takes the settings over when they differ from those in force. */
export function configureClinic(settings: ClinicSettings, state: ClinicState): ClinicEvent[] {
  const same = state.status === 'configured' && JSON.stringify(state.settings) === JSON.stringify(settings);
  return same ? [] : [{ type: 'ClinicConfigured', data: { settings } }];
}
