import { bookingCreated } from '../../src/cli/demo/calcomBodies.ts';
import { signCalcom } from '../../src/webhooks/calcom/signature.ts';
import { clinic } from '../site/history.ts';
import { visit } from '../site/visits.ts';
import { postRequest } from './exchange.ts';

/** The secret of the demo clinic's file. */
const secret = 'dev-calcom-secret';

/** Where a server takes the clinic's webhooks. */
export const webhookUrl = (serverUrl: string): string => `${serverUrl}/webhooks/calcom/${clinic}`;

let visits = 5_000_000;

/** Signed bookings of people who were never seen before. */
export const bookingRequests = (url: string, count: number): readonly string[] =>
  Array.from({ length: count }, () => {
    const body = JSON.stringify(bookingCreated(visit(visits++)));
    return postRequest(url, body, { 'x-cal-signature-256': signCalcom(body, secret) });
  });
