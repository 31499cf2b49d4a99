import { beforeAll, describe, expect, test } from 'vitest';
import { decideMessage } from '../../../../src/domain/messaging/policy.ts';
import { faults } from '../../../support/messaging/brokenPolicies.ts';
import type { Asked, Verdict } from '../../../support/messaging/facts.ts';
import { breaches } from '../../../support/messaging/law/law.ts';
import { playTimeline } from '../../../support/messaging/timeline.ts';

/** What is counted: answers of the policy. A message that was put off counts again each time that it is asked about. */
const enough = 1_000_000;

const reasonsOf = {
  defer: ['notYetDue', 'quietHours', 'beforeQuietHours'],
  staffTask: [
    'optedOut',
    'windowClosed',
    'noTemplate',
    'visitorLeft',
    'cannotReply',
    'noAddress',
    'noInbox',
    'noConversation',
    'notAMessageChannel',
    'noChannel',
  ],
  suppress: [
    'tooLate',
    'quietHoursUntilTooLate',
    'optedOut',
    'noMarketingConsent',
    'windowClosed',
    'noTemplate',
    'marketingToUnitedStates',
    'countryUnknown',
  ],
  sendText: ['windowOpen', 'humanAgentWindow', 'noWindow', 'visitorPresent'],
  sendTemplate: ['outsideWindow'],
  useChannel: ['fallback'],
};

const timings = ['daytime', 'replyAtAnyHour', 'nowRatherThanNever'];

/** Every kind of answer, by type and reason, and for what is sent by its timing. */
const kinds = Object.entries(reasonsOf).flatMap(([type, reasons]) =>
  reasons.flatMap((reason) => (type.startsWith('send') ? timings.map((timing) => `${type} ${reason} ${timing}`) : [`${type} ${reason}`])),
);

const kindsOf = ({ type, reason, timing, send }: Verdict): string[] => [
  [type, reason, ...(timing === undefined ? [] : [timing])].join(' '),
  ...(send ? kindsOf(send) : []),
];

describe('the message policy', () => {
  const met = new Map<string, number>();
  let decisions = 0;
  let broken: { readonly seed: number; readonly what: readonly string[]; readonly how: Asked } | null = null;

  beforeAll(() => {
    for (let seed = 1; decisions < enough && broken === null; seed++) {
      for (const asked of playTimeline(seed, decideMessage)) {
        decisions++;
        for (const kind of kindsOf(asked.verdict)) met.set(kind, (met.get(kind) ?? 0) + 1);
        const what = breaches(asked);
        if (what.length > 0) broken = { seed, what, how: asked };
      }
    }
  }, 600_000);

  test('breaks no law in a million decisions, and explains each of them', () => {
    expect(broken).toBeNull();
    expect(decisions).toBeGreaterThanOrEqual(enough);
  });

  test.each(kinds)('was judged when it answered: %s', (kind) => {
    expect(met.get(kind) ?? 0).toBeGreaterThanOrEqual(20);
  });
});

describe('the judge', () => {
  /** The first timeline, of the first few hundred, in which a policy is caught. */
  const caughtIn = ({ against, of }: (typeof faults)[number]): number => {
    const policy = of(decideMessage);
    for (let seed = 1; seed <= 500; seed++) {
      if (playTimeline(seed, policy).some((asked) => breaches(asked).includes(against))) return seed;
    }
    return Number.POSITIVE_INFINITY;
  };

  test('is shown at least fifteen faults', () => {
    expect(faults.length).toBeGreaterThanOrEqual(15);
  });

  test.each(faults)('catches a policy that $does', (fault) => {
    expect(caughtIn(fault)).toBeLessThanOrEqual(500);
  });
});
