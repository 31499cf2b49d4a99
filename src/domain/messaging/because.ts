import type { Channel } from '../channel.ts';
import type { CarriageReason, Defer, Refusal, RefusalReason, Timing } from './decision.ts';
import type { MessagePurpose } from './purpose.ts';

const channelNames: Readonly<Record<Channel, string>> = {
  WHATSAPP: 'WhatsApp',
  INSTAGRAM: 'Instagram',
  FACEBOOK: 'Messenger',
  WEB_WIDGET: 'the website',
  EMAIL: 'e-mail',
  SMS: 'SMS',
  API: 'the API inbox',
  DIRECT: 'the booking page',
  UNKNOWN: 'an unknown channel',
};

const carriages: Readonly<Record<CarriageReason, (channel: string) => string>> = {
  windowOpen: (channel) => `she wrote on ${channel} within the last 24 hours`,
  humanAgentWindow: (channel) => `a person answers what she wrote on ${channel} within the last seven days`,
  noWindow: (channel) => `${channel} takes free text at any time`,
  visitorPresent: () => 'the visitor is still on the website',
  outsideWindow: (channel) => `${channel} takes a template outside the 24 hours after her last message`,
};

const refusals: Readonly<Record<RefusalReason, (channel: string) => string>> = {
  optedOut: (channel) => `she opted out on ${channel}`,
  noMarketingConsent: (channel) => `she has not agreed to marketing on ${channel}`,
  windowClosed: (channel) => `the time to write on ${channel} is over`,
  noTemplate: (channel) => `${channel} takes only a template now, and the clinic lists none that fits`,
  marketingToUnitedStates: (channel) => `${channel} delivers no marketing to numbers of the United States`,
  countryUnknown: (channel) => `the country of her number on ${channel} cannot be told`,
  visitorLeft: () => 'the visitor has left the website',
  cannotReply: (channel) => `the conversation on ${channel} takes no reply`,
  noAddress: (channel) => `no address of hers is known for ${channel}`,
  noInbox: (channel) => `the clinic has no inbox for ${channel}`,
  noConversation: (channel) => `she has no conversation on ${channel}, and only she can begin one`,
  notAMessageChannel: (channel) => `nothing can be sent by ${channel}`,
};

const named = (purpose: MessagePurpose): string => purpose.toLowerCase().replaceAll('_', ' ');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const listed = (passedOver: readonly Refusal[]): string =>
  passedOver.length === 0
    ? 'there is no channel to ask'
    : passedOver.map(({ channel, reason }) => refusals[reason](channelNames[channel])).join(', and ');

/** Why a message is sent as it is. */
export function becauseSent(channel: Channel, reason: CarriageReason, timing: Timing): string {
  const late = timing === 'nowRatherThanNever' ? ', and after quiet hours it would be too late' : '';
  return sentence(`${carriages[reason](channelNames[channel])}${late}`);
}

/** Why another channel, or another conversation, is used. */
export const becauseFallback = (channel: Channel, passedOver: readonly Refusal[]): string =>
  sentence(`it goes by ${channelNames[channel]} since ${passedOver.length === 0 ? 'no conversation was named' : listed(passedOver)}`);

/** Why nothing carries it, and what follows. */
export const becauseTask = (purpose: MessagePurpose, passedOver: readonly Refusal[]): string =>
  sentence(`somebody has to see to this ${named(purpose)} message since ${listed(passedOver)}`);

/** Why a person has to see to what a channel would carry. */
export const becauseNoMeans = (purpose: MessagePurpose, missing: string): string =>
  sentence(`somebody has to see to this ${named(purpose)} message since ${missing}`);

export const becauseUnsendable = (purpose: MessagePurpose, passedOver: readonly Refusal[]): string =>
  sentence(`this ${named(purpose)} message is not sent since ${listed(passedOver)}`);

export const becauseTooLate = (purpose: MessagePurpose): string =>
  sentence(`it is too late for this ${named(purpose)} message to be of use`);

export const becauseQuietUntilTooLate = (purpose: MessagePurpose): string =>
  sentence(`quiet hours end only when it is too late for this ${named(purpose)} message`);

const deferrals: Readonly<Record<Defer['reason'], string>> = {
  notYetDue: 'it is not due yet',
  quietHours: 'it waits for the end of quiet hours',
  beforeQuietHours: 'it goes out before quiet hours begin, since their end would be too late',
};

export const becauseDeferred = (reason: Defer['reason']): string => sentence(deferrals[reason]);
