import { fillPlaces, placesIn } from '../../assistant/composing/fillPlaces.ts';
import type { LinkRequest } from '../../assistant/ports.ts';
import { confirmAttendance } from '../../domain/booking/attendance.ts';
import { contactOf } from '../../domain/booking/decide.ts';
import type { ChosenAction } from '../../domain/conversation/action.ts';
import type { ActionChosen } from '../../domain/conversation/decisionEvents.ts';
import type { MessageAbout } from '../../domain/conversation/message.ts';
import { known } from '../../domain/event.ts';
import { type Instant, instantOf } from '../../domain/ids.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { type Cause, handle, type Log } from '../../eventStore/commandHandler.ts';
import { bookingStream } from '../../eventStore/commands/joinBookings.ts';
import { withdrawConsent } from '../../eventStore/commands/withdrawConsent.ts';
import { folds } from '../../eventStore/folds.ts';
import { clinicOf } from '../looking.ts';
import type { Acting, DueEffect } from '../process.ts';
import { leaveToPerson, takesOver } from './leaveToPerson.ts';
import type { KarenParts } from './parts.ts';
import { type ReadConversation, readConversation } from './readConversation.ts';

/** For so long a reply is one, in milliseconds: what lay somewhere for hours is answered by people, who see when she wrote. */
export const replyUseful = 3_600_000;

/** The law's five minutes for the one confirmation of a withdrawal (domain.md 3), in milliseconds. */
const confirmable = 300_000;

/**
 * Carries out what Karen chose: what protects her comes first, then what she is told. All of it is named by the effect, so that a crash
 * between any two leaves nothing to guess. To move or to cancel a visit she gets Cal.com's page, whose webhook tells of it.
 */
export async function carryOutChosen(parts: KarenParts, effect: DueEffect, acting: Acting): Promise<void> {
  const { log } = acting;
  const conversation = await readConversation(log, effect.about);
  const data = await chosenBy(log, effect);
  if (conversation === null || data === null) return;
  const cause: Cause = { ...acting.cause, actor: 'karen', channel: conversation.state.channel };
  for (const chosen of data.chosen) {
    if (chosen.action === 'opt_out') await stopMessages(log, conversation, data, chosen, cause, effect);
    if (chosen.action === 'confirm_visit') await takeYes(log, chosen, cause, effect);
    if (chosen.action === 'hand_off') await leaveToPerson(chosen.reason, effect, acting, cause);
  }
  await reply(parts, conversation, data, effect, acting, cause);
}

async function chosenBy({ store, codec, viewer }: Log, { cause: { stream, revision } }: DueEffect): Promise<ActionChosen['data'] | null> {
  const [event] = await codec.decode(await store.readStream(viewer, stream, { from: revision, limit: 1 }));
  return event?.event.type === 'ActionChosen' ? event.event.data : null;
}

/** Records a withdrawal that only Karen heard; one that says it in plain words is on record since it came in. */
async function stopMessages(
  log: Log,
  { state, messages }: ReadConversation,
  { message }: ActionChosen['data'],
  { channels, purpose }: Extract<ChosenAction, { action: 'opt_out' }>,
  cause: Cause,
  { about }: DueEffect,
): Promise<void> {
  const asked = messages.find((one) => one.message === message);
  const wording = asked && known(asked.text);
  if (!asked || !wording) return;
  const saying = {
    channel: channels === 'all' ? null : state.channel,
    purpose,
    wording,
    source: { by: 'patient', message },
    at: asked.at,
  } as const;
  await withdrawConsent(log, clinicOf(about), state.contact, saying, cause);
}

/** Records that she is coming; nothing where the visit is not any more what she said yes to: then she is not told that it is either. */
async function takeYes(
  log: Log,
  { booking, appointmentVersion }: Extract<ChosenAction, { action: 'confirm_visit' | 'move_visit' | 'cancel_visit' }>,
  cause: Cause,
  { about }: DueEffect,
): Promise<void> {
  const clinic = clinicOf(about);
  await handle(log, {
    clinic,
    stream: bookingStream(clinic, booking),
    fold: folds.booking,
    cause,
    step: 'confirm attendance',
    subject: contactOf,
    decide(state) {
      const decided = confirmAttendance(appointmentVersion, cause.occurredAt, state);
      return isRefusal(decided) ? [] : decided;
    },
  });
}

async function reply(
  { desk, send }: KarenParts,
  { state: { id: conversation, contact }, messages }: ReadConversation,
  data: ActionChosen['data'],
  effect: DueEffect,
  { log, now }: Acting,
  cause: Cause,
): Promise<void> {
  const said = known(data.reply);
  if (said === null) return;
  const clinic = clinicOf(effect.about);
  const places = placesIn(said);
  const leading = data.chosen.find((one) => one.action === 'suggest_booking' || one.action === 'check_availability');
  const request: LinkRequest = {
    clinic,
    conversation,
    contact,
    procedure: leading?.procedure ?? null,
    startsAt: leading?.action === 'suggest_booking' ? leading.startsAt : null,
    cause: effect.id,
    now,
  };
  const wanted = leading?.action === 'check_availability' ? leading.wanted : null;
  const isStop = data.chosen.some(({ action }) => action === 'opt_out');
  const writtenAt = messages.find(({ message }) => message === data.message)?.at ?? data.at;
  const useful = isStop ? later(writtenAt, confirmable) : later(data.at, replyUseful);
  const times = places.times ? await desk.offerTimes({ ...request, wanted }) : [];
  const link = places.link ? await desk.shareLink(request) : '';
  await send(
    log,
    {
      clinic,
      contact,
      conversation,
      text: fillPlaces(said, { link, times }),
      about: aboutOf(data.chosen, places.link),
      answers: data.answers,
      legallyRequired: isStop,
      handsOver: data.chosen.some((one) => one.action === 'hand_off' && takesOver(one.reason)),
      usefulUntil: useful,
    },
    cause,
  );
}

const later = (at: Instant, milliseconds: number): Instant => instantOf(new Date(Date.parse(at) + milliseconds));

/** What a reply says of a visit is said of the version that Karen saw. */
function aboutOf(chosen: readonly ChosenAction[], hasLink: boolean): MessageAbout {
  const visit = chosen.find((one) => 'booking' in one);
  return {
    purpose: hasLink ? 'BOOKING_LINK' : 'REPLY',
    booking: visit?.booking ?? null,
    appointmentVersion: visit?.appointmentVersion ?? null,
    careStep: null,
  };
}
