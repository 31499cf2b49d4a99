import type { ClinicSettings } from '../domain/clinic/settings.ts';
import { createKaren, type Karen, type KarenOptions } from './karen.ts';
import { createOfflineModel } from './offline/offlineModel.ts';

export interface KarensOptions extends Pick<KarenOptions, 'clock' | 'patience' | 'onError'> {
  /** Makes the model over the network for a clinic; null: none is asked. */
  readonly openaiFor: ((settings: ClinicSettings) => NonNullable<KarenOptions['openai']>) | null;
}

/** Makes Karen for each clinic by its settings, anew only when they change: an ear takes a moment to make. */
export function createKarens({ openaiFor, ...options }: KarensOptions): (settings: ClinicSettings) => Karen {
  const made = new Map<string, { readonly by: string; readonly karen: Karen }>();
  return (settings) => {
    // What she is made by; all else of the settings comes with each question.
    const by = JSON.stringify(settings.procedures);
    const before = made.get(settings.slug);
    if (before?.by === by) return before.karen;
    const { procedures } = settings;
    const karen = createKaren({ offline: createOfflineModel({ procedures }), openai: openaiFor?.(settings) ?? null, ...options });
    made.set(settings.slug, { by, karen });
    return karen;
  };
}
