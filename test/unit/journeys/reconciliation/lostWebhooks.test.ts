import { afterEach, describe, expect, test } from 'vitest';
import type { CalcomWebhook } from '../../../../src/cli/demo/calcomBodies.ts';
import type { ClinicSlug, Instant } from '../../../../src/domain/ids.ts';
import { calcomCalendar } from '../../../../src/gateways/calcom/calcomCalendar.ts';
import type { Compared } from '../../../../src/journeys/reconciliation/compare.ts';
import { reconcileRound } from '../../../../src/journeys/reconciliation/round.ts';
import { inboxClinic } from '../../../../src/webhooks/inbox/clinic.ts';
import { type CalcomServer, startCalcomServer } from '../../../support/calcom/calcomServer.ts';
import { type LossyClinic, lossyClinic } from '../../../support/calcom/lostWebhooks.ts';
import { everything } from '../../../support/log.ts';
import { fixtureSettings, type MemoryClinic, memoryClinic } from '../../../support/memoryClinic.ts';

/** Ten thousand take minutes; docs/decisions/017 has what came of them. */
const all = Number(process.env.RECONCILED_BOOKINGS ?? 250);
/** The demo has numbers for nine thousand people: more bookings than this are of several clinics. */
const bookings = Math.min(all, 5_000);
const clinics = Array.from({ length: Math.ceil(all / bookings) }, (_, index) => `clinic ${index + 1}`);

const now = new Date('2026-03-02T00:00:00Z');
const afterwards = new Date('2026-03-02T02:00:00Z');
const from = { changedSince: '2025-11-01T00:00:00.000Z' as Instant, overSince: '2026-01-10T00:00:00.000Z' as Instant };

let server: CalcomServer;
afterEach(() => server.close());

async function stage({ rows }: LossyClinic) {
  let asked = 0;
  const clock = (): Date => new Date(afterwards.getTime() + asked * 300_000);
  server = await startCalcomServer({ bookings: () => rows, now: clock });
  const calendar = calcomCalendar({ url: server.url, apiKey: 'cal_test_key', owner: null, timeZone: 'America/Jamaica' });
  const clinic = memoryClinic();
  const reconcile = async (): Promise<readonly Compared[]> => {
    const told: Compared[] = [];
    asked += 1;
    await reconcileRound({
      log: clinic.log,
      clinic: { slug: 'oshun' as ClinicSlug, calendar, translator: inboxClinic(fixtureSettings) },
      from,
      // An hour behind Cal.com's clock, and no matter.
      now: () => new Date(clock().getTime() - 3_600_000),
      onCompared: async (compared) => void told.push(...compared),
    });
    return told;
  };
  return { clinic, reconcile };
}

const deliver = async (clinic: MemoryClinic, bodies: readonly CalcomWebhook[]): Promise<void> => {
  for (const body of bodies) await clinic.deliver(JSON.stringify(body));
};

const byName = (some: readonly object[]): readonly object[] =>
  some
    .map((one) => [JSON.stringify(one, ['uids', 'seat']), one] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);

async function seen(clinic: MemoryClinic) {
  const { bookings: shown, contacts } = await clinic.look();
  const rows = shown.map(({ uids, seatUid, status, version, startsAt, channel, kind, procedure, practitioner, contact }) => ({
    ...{ uids, seat: seatUid, status, version, startsAt, channel, kind, procedure, practitioner },
    name: contact.name,
  }));
  return { bookings: byName(rows), contacts };
}

const discovered = (compared: readonly Compared[]): number => compared.filter(({ missed }) => missed.length > 0).length;

describe('a clinic whose webhooks are dropped, doubled and reordered, 5 % each', () => {
  test.each(clinics)('comes to what really happened: %s', async (seed) => {
    const told = lossyClinic({ seed, now, bookings, share: 0.05 });
    const { clinic, reconcile } = await stage(told);
    await deliver(clinic, told.delivered);
    const meant = { bookings: byName(told.comesTo), contacts: told.people };
    expect(await seen(clinic)).not.toEqual(meant);

    const compared = await reconcile();
    expect(compared.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(discovered(compared)).toBeGreaterThan(0);
    expect(await seen(clinic)).toEqual(meant);

    // Another round finds nothing, and writes nothing.
    const events = (await everything(clinic.log)).length;
    expect(discovered(await reconcile())).toBe(0);
    expect((await everything(clinic.log)).length).toBe(events);
  });

  test('comes to it as well when the calendar is asked in the middle of it all', async () => {
    const told = lossyClinic({ seed: 'middle', now, bookings: Math.ceil(bookings / 2), share: 0.05 });
    const { clinic, reconcile } = await stage(told);
    const half = Math.floor(told.delivered.length / 2);
    await deliver(clinic, told.delivered.slice(0, half));
    await reconcile();
    await deliver(clinic, told.delivered.slice(half));
    await reconcile();
    const { bookings: rows } = await seen(clinic);
    expect(rows).toEqual(byName(told.comesTo));
  });

  test('comes to it when every webhook is lost', async () => {
    const told = lossyClinic({ seed: 'silence', now, bookings: Math.ceil(bookings / 4), share: 1 });
    const { clinic, reconcile } = await stage(told);
    expect(told.delivered).toEqual([]);
    await reconcile();
    expect(await seen(clinic)).toEqual({ bookings: byName(told.comesTo), contacts: told.people });
  });
});
