import type { ClinicSettings } from '../../domain/clinic/settings.ts';
import type { KarenOptions } from '../karen.ts';
import { type ChatOptions, createChat, defaultModel } from './chat.ts';
import { createOpenAiComposer } from './openaiComposer.ts';
import { createOpenAiModel } from './openaiModel.ts';

export interface OpenAiSettings extends Omit<ChatOptions, 'model'> {
  /** Null: {@link defaultModel}. */
  readonly model: string | null;
  /** Told why the model did not answer; the reason holds nothing of a message. */
  readonly onFailure: (reason: string) => void;
}

/** What Karen hears and writes with over the network, by a clinic's settings. */
export const openaiFor =
  ({ model, onFailure, ...options }: OpenAiSettings) =>
  (settings: ClinicSettings): NonNullable<KarenOptions['openai']> => {
    const chat: ChatOptions = { ...options, model: model ?? defaultModel };
    const catalogue = { procedures: settings.procedures };
    return { ear: createOpenAiModel({ ...chat, catalogue, onFailure }), composer: createOpenAiComposer(createChat(chat)) };
  };
