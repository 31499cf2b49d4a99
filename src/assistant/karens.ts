import type { ClinicSettings } from '../domain/clinic/settings.ts';
import { createKaren, type Karen, type KarenOptions } from './karen.ts';
import { createOfflineModel } from './offline/offlineModel.ts';
import { type ChatOptions, createChat } from './openai/chat.ts';
import { createOpenAiComposer } from './openai/openaiComposer.ts';
import { createOpenAiModel } from './openai/openaiModel.ts';

export interface KarensOptions extends Pick<KarenOptions, 'clock' | 'patience' | 'onError'> {
  /** The model over the network, for all clinics; null: none is asked. */
  readonly chat: ChatOptions | null;
  /** Told why the model did not answer; the reason holds nothing of a message. */
  readonly onFailure?: (reason: string) => void;
}

/** Makes Karen for each clinic by its settings, anew only when they change: an ear takes a moment to make. */
export function createKarens({ chat, onFailure, ...options }: KarensOptions): (settings: ClinicSettings) => Karen {
  const made = new Map<string, { readonly by: string; readonly karen: Karen }>();
  return (settings) => {
    // What she is made by; all else of the settings comes with each question.
    const by = JSON.stringify(settings.procedures);
    const before = made.get(settings.slug);
    if (before?.by === by) return before.karen;
    const catalogue = { procedures: settings.procedures };
    const openai = chat && {
      ear: createOpenAiModel({ ...chat, catalogue, ...(onFailure ? { onFailure } : {}) }),
      composer: createOpenAiComposer(createChat(chat)),
    };
    const karen = createKaren({ offline: createOfflineModel(catalogue), openai, ...options });
    made.set(settings.slug, { by, karen });
    return karen;
  };
}
