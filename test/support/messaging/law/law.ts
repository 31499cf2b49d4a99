import type { Asked, Verdict } from '../facts.ts';
import { againstTemplate, againstText, isAdvertising, isTrue, isTrueOfSending, type Place, placesOf, type Template } from './channelLaw.ts';
import { hourOf, isTooLate } from './timeLaw.ts';

/** Ways to send that the law allows, best first: by place, free text before a template, the template that suits the clinic best. */
interface Allowed {
  readonly place: Place;
  readonly template: Template | null;
}

function allowedWays(places: readonly Place[], asked: Asked): readonly Allowed[] {
  const { clinic } = asked.world;
  const spoken = clinic.locale.slice(0, 2);
  const unsuited = (one: Template): number =>
    (clinic.discreet && one.parameters.includes('procedure') ? 2 : 0) + (one.language.startsWith(spoken) ? 0 : 1);
  const templates = clinic.messageTemplates.toSorted((a, b) => unsuited(a) - unsuited(b));
  return places.flatMap((place): Allowed[] => [
    ...(againstText(place, asked) === null ? [{ place, template: null }] : []),
    ...templates.filter((template) => againstTemplate(place, template, asked) === null).map((template) => ({ place, template })),
  ]);
}

/**
 * What a decision breaks of the law of domain.md 3, contract.md ("Quiet hours ...") and the clinic's own settings, in words; nothing when it is lawful.
 * It knows nothing of the policy: it is told what happened and what was decided.
 */
export function breaches(asked: Asked): readonly string[] {
  const { wish, now, verdict, before } = asked;
  const places = placesOf(asked.world, wish);
  const allowed = allowedWays(places, asked);
  const found = [...sentenceBreaches(asked), ...(before > 30 ? ['put off for ever'] : [])];
  if (isTooLate(wish, now))
    return verdict.type === 'suppress' && verdict.reason === 'tooLate' ? found : [...found, 'not told that it is too late'];
  const hour = hourOf(asked);
  const ahead = wish.due !== null && wish.due > now;
  switch (verdict.type) {
    case 'sendText':
    case 'sendTemplate':
    case 'useChannel':
      return [...found, ...sendingBreaches(asked, places, allowed)];
    case 'defer':
      if (hour.go !== 'wait') return [...found, 'put off without need'];
      if (Date.parse(verdict.until ?? '') !== hour.until) return [...found, 'put off to a wrong hour'];
      return !ahead && allowed.length === 0 ? [...found, 'put off what nothing will carry'] : found;
    case 'staffTask':
      if (isAdvertising(wish)) return [...found, 'bothered staff with an advertisement'];
      return [...found, ...unsentBreaches(asked, places, allowed, ahead && hour.go === 'wait')];
    case 'suppress':
      if (verdict.reason === 'tooLate') return [...found, 'too late, though it is not'];
      if (!isAdvertising(wish)) return [...found, 'dropped what she needs to know'];
      if (verdict.reason === 'quietHoursUntilTooLate') return hour.go === 'never' ? found : [...found, 'no quiet hours in the way'];
      return [...found, ...unsentBreaches(asked, places, allowed, ahead && hour.go === 'wait')];
    default:
      return [...found, 'decided something unheard of'];
  }
}

function sentenceBreaches({ world, verdict }: Asked): string[] {
  const personal = [world.phone, world.email, ...world.conversations.map((one) => one.address)].filter((one) => one !== null);
  const sentences = [verdict.because, ...(verdict.send ? [verdict.send.because] : [])];
  return sentences.every((text) => /^[A-Z][^.]+\.$/.test(text) && !personal.some((one) => text.includes(one)))
    ? []
    : ['not explained in one clean sentence'];
}

function unsentBreaches(asked: Asked, places: readonly Place[], allowed: readonly Allowed[], waits: boolean): string[] {
  if (waits) return ['given up before its time'];
  if (allowed.length > 0) return ['not sent though it could be'];
  const reason = asked.verdict.passedOver?.[0]?.reason ?? 'noChannel';
  return [...passedOverBreaches(asked, places), ...(asked.verdict.reason === reason ? [] : ['a reason that is not the first'])];
}

/** Each place that was passed over is named in its order, with a reason that holds. */
function passedOverBreaches(asked: Asked, places: readonly Place[]): string[] {
  const named = asked.verdict.passedOver ?? [];
  if (named.length !== places.length) return ['passed over a channel in silence'];
  const honest = places.every((place, index) => named[index]?.channel === place.channel && isTrue(named[index].reason, place, asked));
  return honest ? [] : ['passed over a channel with a reason that is not true'];
}

function sendingBreaches(asked: Asked, places: readonly Place[], allowed: readonly Allowed[]): string[] {
  const { world, wish, verdict } = asked;
  const found: string[] = [];
  const send: Verdict = verdict.type === 'useChannel' ? (verdict.send ?? verdict) : verdict;
  const place = places.find((one) => isPlaceOf(send, one));
  if (!place || place.channel !== send.channel) return ['sent to a place that is not on the list'];
  const template = send.type === 'sendTemplate' ? templateOf(asked, send) : null;
  if (template === undefined) return ['a template that the clinic does not have'];
  const forbidden = template === null ? againstText(place, asked) : againstTemplate(place, template, asked);
  if (forbidden !== null) found.push(forbidden);
  const best = allowed[0];
  if (forbidden === null && best && (best.place !== place || best.template !== template)) found.push('a better way was passed over');
  const own = place.talk !== null && place.talk.id === wish.conversation;
  if (own === (verdict.type === 'useChannel')) found.push('called another channel what is none, or the other way round');
  if (verdict.type === 'useChannel') found.push(...passedOverBreaches(asked, places.slice(0, places.indexOf(place))));
  if (!isTrueOfSending(send, place, asked)) found.push('sent with a reason that is not true');

  const hour = hourOf(asked);
  if (hour.go !== 'now') found.push(hour.go === 'wait' ? 'sent at an hour at which it should wait' : 'woke her with an advertisement');
  const timing = wish.reply ? 'replyAtAnyHour' : hour.go === 'now' && hour.inTheNight ? 'nowRatherThanNever' : 'daytime';
  if (hour.go === 'now' && send.timing !== timing) found.push('the hour is explained wrongly');

  const paid = isAdvertising(wish) ? 'marketing' : 'utility';
  const category = template === null && place.channel === 'WHATSAPP' ? 'service' : paid;
  const price = world.clinic.messagePrices.find((one) => one.channel === place.channel && one.category === category);
  if (send.cost?.amount !== price?.amount || send.cost?.currency !== price?.currency) found.push('not the price on the list');
  if (send.discreet !== world.clinic.discreet) found.push('not as discreet as the clinic');
  return found;
}

const isPlaceOf = ({ target }: Verdict, { talk, inbox, channel }: Place): boolean => {
  if (target?.type === 'conversation') return talk?.id === target.conversation;
  return talk === null && inbox === target?.inbox && target?.address === (channel === 'EMAIL' ? 'EMAIL' : 'PHONE');
};

/** The clinic's template that was sent; undefined when the clinic has none such. */
const templateOf = ({ world }: Asked, { template }: Verdict): Template | undefined =>
  world.clinic.messageTemplates.find(
    (one) =>
      one.name === template?.name &&
      one.language === template.language &&
      one.category === template.category &&
      one.parameters.join() === template.parameters.join(),
  );
