import type { Database } from '../../database/database.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import type { Viewer } from '../../domain/viewer.ts';

interface Lost {
  readonly clinic: ClinicSlug;
  /** Made within an hour after the same person opened a link, and without its token. */
  readonly hers: number;
  /** Made within half an hour after anybody did: on Instagram a booking without a token is a stranger's. */
  readonly near: number;
  readonly linked: number;
}

const days = 7;
/** So many strangers' bookings, and none by a link, are no chance. */
const striking = 3;

/** Says for which clinics opened links come back as bookings without their token, a sentence each: Cal.com does not pass it on. */
export async function lostTokenWarnings(
  database: Database,
  viewer: Viewer,
  clinics: readonly ClinicSlug[],
  now: Date,
): Promise<readonly string[]> {
  const rows = await database.query<Lost>(viewer, {
    name: 'lost_tokens',
    text: `with recent as (
             select clinic, contact, scheduled_at, jsonb_path_exists(state, '$.uids.*.link.link') as linked
             from booking where clinic = any($1) and scheduled_at > $2
           )
           select clinic, count(*) filter (where linked) as linked,
             count(*) filter (where not linked and exists (
               select from touch where touch.clinic = recent.clinic and touch.contact = recent.contact and kind = 'LINK_OPENED'
                 and occurred_at between scheduled_at - interval '1 hour' and scheduled_at)) as hers,
             count(*) filter (where not linked and exists (
               select from touch where touch.clinic = recent.clinic and kind = 'LINK_OPENED'
                 and occurred_at between scheduled_at - interval '30 minutes' and scheduled_at)) as near
           from recent group by clinic order by clinic`,
    values: [clinics, new Date(now.getTime() - days * 86_400_000).toISOString()],
  });
  return rows
    .filter(({ hers, near, linked }) => hers > 0 || (near >= striking && linked === 0))
    .map(({ clinic, hers, near }) => {
      const lost = Math.max(hers, near);
      const which = `${lost} ${lost === 1 ? 'booking' : 'bookings'} of the last ${days} days followed an opened link`;
      return `Clinic ${clinic}: ${which} and came back without its token: let Cal.com pass metadata on (docs/clinic-setup.md).`;
    });
}
