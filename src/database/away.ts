/** SQLSTATEs of a server that is starting, stopping, full, or closed to us (55000: the database takes no connections). */
const away = /^(?:08\d{3}|53\d{3}|55000|57P0[1-5])$/;
const unreachable = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;
/** What pg says without a code. */
const spoken = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;

/** Tells whether an error means that PostgreSQL is away for now, rather than that it refused what it was asked. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return away.test(code) || unreachable.test(code) || spoken.test(error.message);
}
