import { describe, expect, test } from 'vitest';
import { selectActionsForContext } from '../../../../src/assistant/actions/selectActions.ts';
import { contextOf, visitOf } from '../../../support/karen.ts';

const offered = (change: Parameters<typeof contextOf>[1] = {}): readonly string[] => selectActionsForContext(contextOf('hi', change));

describe('the actions that are offered', () => {
  test('to a lead are to answer, to book, to see times, to decline, to hand over, and to stop', () => {
    expect(offered()).toEqual(['answer', 'suggest_booking', 'check_availability', 'decline', 'hand_off', 'opt_out']);
  });

  test('to somebody with a visit are about that visit as well', () => {
    expect(offered({ visits: [visitOf()] })).toEqual(expect.arrayContaining(['move_visit', 'cancel_visit']));
  });

  test('take a yes only to a visit that we wrote to her about', () => {
    expect(offered({ visits: [visitOf()] })).not.toContain('confirm_visit');
    expect(offered({ visits: [visitOf()], situation: 'reminder_sent', situationVisit: visitOf() })).toContain('confirm_visit');
  });

  test('to somebody who may not be written to are a person, and to stop', () => {
    expect(offered({ mayReply: false, visits: [visitOf()] })).toEqual(['hand_off', 'opt_out']);
  });
});
