import { describe, expect, test } from 'vitest';
import { appointmentOf } from '../../../../src/domain/booking/appointment.ts';
import { attributeBooking, type Brought } from '../../../../src/domain/booking/attributed.ts';
import { type BookingState, evolveBooking, noBooking } from '../../../../src/domain/booking/booking.ts';
import type { BookingEvent, BookingFacts, BookingLinked } from '../../../../src/domain/booking/events.ts';
import type { Channel } from '../../../../src/domain/channel.ts';
import type { ContactId, ConversationId, Instant, LinkId } from '../../../../src/domain/ids.ts';

const at = (minute: number): Instant => `2026-10-05T18:${String(minute).padStart(2, '0')}:00.000Z` as Instant; // UTC with milliseconds

const facts = (channel: Channel | null, change: Partial<BookingFacts> = {}): BookingFacts => ({
  uid: 'one',
  at: at(1),
  previousUid: null,
  iCalUid: 'one@cal.example.com',
  iCalSequence: 0,
  startsAt: at(50),
  endsAt: at(59),
  timeZone: null,
  kind: 'CONSULTATION',
  procedure: null,
  practitioner: null,
  channel,
  contact: 'keisha' as ContactId,
  matchedBy: 'NEW',
  bookerKeys: [],
  tells: [],
  location: null,
  said: null,
  ...change,
});
const scheduled = (channel: Channel | null, change: Partial<BookingFacts> = {}): BookingEvent => ({
  type: 'BookingScheduled',
  data: facts(channel, change),
});
const linked: BookingLinked = {
  type: 'BookingLinked',
  data: { uid: 'one', at: at(1), link: 'a link' as LinkId, conversation: 'hers' as ConversationId, channel: 'WHATSAPP', procedure: null },
};

const after = (...events: readonly BookingEvent[]): BookingState => events.reduce(evolveBooking, noBooking);
const brought = (lastWroteOn: Channel | null, minute = 2): Brought => ({ lastWroteOn, at: at(minute) });
const channelOf = (state: BookingState): Channel | undefined => appointmentOf(state)?.channel;

describe('the channel that brought a booking', () => {
  test.each([
    { when: 'its link was shared on', of: after(linked, scheduled('INSTAGRAM')), wrote: 'FACEBOOK', is: 'WHATSAPP SIGNED_TOKEN' },
    { when: 'its metadata says', of: after(scheduled('INSTAGRAM')), wrote: 'FACEBOOK', is: 'INSTAGRAM METADATA' },
    { when: 'she last wrote on', of: after(scheduled(null)), wrote: 'FACEBOOK', is: 'FACEBOOK PLATFORM' },
    { when: 'nothing says is none', of: after(scheduled(null)), wrote: null, is: 'DIRECT INFERRED' },
  ] as const)('is that which $when', ({ of, wrote, is }) => {
    const [event] = attributeBooking(brought(wrote), of);
    expect(`${event?.data.channel} ${event?.data.evidence}`).toBe(is);
    if (event) expect(channelOf(evolveBooking(of, event))).toBe(is.split(' ')[0]);
  });

  test('is said once, and again when more is learnt', () => {
    const [first, ...others] = attributeBooking(brought(null), after(scheduled(null)));
    expect(others).toEqual([]);
    const state = evolveBooking(after(scheduled(null)), first as BookingEvent); // said above
    expect(attributeBooking(brought(null, 3), state)).toEqual([]);
    const [second] = attributeBooking(brought('INSTAGRAM', 4), state);
    const then = evolveBooking(state, second as BookingEvent); // what is learnt is said
    expect(channelOf(then)).toBe('INSTAGRAM');
    // What a body brings later overrules what was found out.
    const told = evolveBooking(then, { type: 'BookingDetailsLearnt', data: facts('WHATSAPP', { at: at(5) }) });
    expect(channelOf(told)).toBe('WHATSAPP');
  });

  test('holds over what was said before, also where the clock has not moved', () => {
    const said = (state: BookingState, wrote: Channel): BookingState =>
      attributeBooking(brought(wrote), state).reduce(evolveBooking, state);
    expect(channelOf(said(said(after(scheduled(null)), 'WHATSAPP'), 'FACEBOOK'))).toBe('FACEBOOK');
  });

  test('stays with the first of a chain, and is not looked for while nothing is to be seen', () => {
    const [event] = attributeBooking(brought('INSTAGRAM'), after(scheduled(null)));
    const moved: BookingEvent = {
      type: 'BookingRescheduled',
      data: { ...facts(null, { uid: 'two', previousUid: 'one', at: at(8) }), reason: null },
    };
    expect(channelOf(after(scheduled(null), event as BookingEvent, moved))).toBe('INSTAGRAM'); // said above
    expect(attributeBooking(brought('INSTAGRAM'), noBooking)).toEqual([]);
  });
});
