import { type Receivable, type Receive, Unavailable } from './inbox/receive.ts';

/** An answer to a sender, whatever server sends it. */
export interface Reply {
  readonly status: 200 | 401 | 404 | 503;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is answered to whom nothing is received from. */
export const refusal = {
  unknownClinic: { status: 404, body: { error: 'there is no such clinic' } },
  unproven: { status: 401, body: { error: 'the signature is missing or wrong' } },
} as const satisfies Record<string, Reply>;

/** Answers 200 once the delivery is durable, and 503 while it cannot be. */
export async function receiveReply(receive: Receive, delivery: Receivable): Promise<Reply> {
  try {
    return { status: 200, body: await receive(delivery) };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { status: 503, body: { error: 'try again in a moment' }, headers: { 'retry-after': '5' } };
  }
}
