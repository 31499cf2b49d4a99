import { setTimeout as delay } from 'node:timers/promises';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type {
  AppendReq as AppendRequest,
  AppendResp as AppendResponse,
  BatchAppendReq,
  BatchAppendResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { type handleBidiStreamingCall, type handleClientStreamingCall, Metadata, status } from '@grpc/grpc-js';
import { appendAnswer, batchAnswer } from './messages.ts';
import { type Expected, maxAppendSize, type ProposedEvent, type ServerLog } from './serverLog.ts';

export interface AppendSettings {
  readonly log: ServerLog;
  /** Milliseconds from the last byte of an append to its commit; asked for each. */
  readonly commitDelay: () => number;
}

interface Batch {
  readonly stream: string;
  readonly expected: Expected;
  readonly deadline: Date | undefined;
  readonly events: ProposedEvent[];
}

/** BatchAppend: one long-lived stream a client, answers by correlation id in the order of commit. */
export const batchAppend =
  ({ log, commitDelay }: AppendSettings): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) => {
    const open = new Map<string, Batch>();
    const commit = async (correlation: string, { stream, expected, deadline, events }: Batch): Promise<void> => {
      const wait = commitDelay();
      if (wait > 0) await delay(wait);
      const late = deadline !== undefined && deadline.getTime() < Date.now();
      const outcome = late ? { type: 'timeout' as const } : log.append(stream, expected, events);
      if (!call.cancelled) call.write(batchAnswer(correlation, stream, outcome));
    };
    call.on('data', (request: BatchAppendReq) => {
      const correlation = request.getCorrelationId()?.getString() ?? '';
      const options = request.getOptions();
      if (options) {
        const expected = options.hasNoStream() ? 'noStream' : options.hasStreamPosition() ? Number(options.getStreamPosition()) : null;
        if (expected === null) return call.emit('error', refusal('the test server takes an exact revision or no stream'));
        const stream = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
        open.set(correlation, { stream, expected, deadline: options.getDeadline()?.toDate(), events: [] });
      }
      const batch = open.get(correlation);
      if (!batch) return call.emit('error', refusal('a batch without options'));
      batch.events.push(...request.getProposedMessagesList().map(proposed));
      if (request.getIsFinal()) {
        open.delete(correlation);
        void commit(correlation, batch);
      }
      return undefined;
    });
    call.on('end', () => call.end());
    call.on('error', () => {}); // the client is gone
  };

/** Append: one call an append, what clients do with a server that does not list BatchAppend. */
export const unaryAppend =
  ({ log, commitDelay }: AppendSettings): handleClientStreamingCall<AppendRequest, AppendResponse> =>
  (call, callback) => {
    let header: { stream: string; expected: Expected } | undefined;
    const events: ProposedEvent[] = [];
    call.on('data', (request: AppendRequest) => {
      const options = request.getOptions();
      const message = request.getProposedMessage();
      if (options)
        header = {
          stream: Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
          expected: options.hasNoStream() ? 'noStream' : Number(options.getRevision()),
        };
      if (message) events.push(proposed(message));
    });
    call.on('error', () => {}); // the client is gone
    call.on('end', async () => {
      const wait = commitDelay();
      if (wait > 0) await delay(wait);
      if (!header) return callback(refusal('an append without options'));
      const outcome = log.append(header.stream, header.expected, events);
      if (outcome.type === 'badRequest') return callback(refusal('bad request'));
      if (outcome.type === 'tooLarge') {
        const metadata = new Metadata();
        metadata.set('exception', 'maximum-append-size-exceeded');
        metadata.set('maximum-append-size', String(maxAppendSize));
        return callback({ code: status.INVALID_ARGUMENT, details: 'too large', metadata });
      }
      return callback(null, appendAnswer(header.expected, outcome));
    });
  };

const proposed = (
  message: InstanceType<typeof streams.BatchAppendReq.ProposedMessage> | InstanceType<typeof streams.AppendReq.ProposedMessage>,
): ProposedEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

const refusal = (details: string) => Object.assign(new Error(details), { code: status.INVALID_ARGUMENT, details });
