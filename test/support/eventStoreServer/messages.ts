import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import { type AppendOutcome, type Expected, maxAppendSize, type StoredEvent } from './serverLog.ts';

/** .NET ticks (100 ns) in a millisecond: the unit of `created`, counted from 1970. */
const ticks = 10_000n;

const identifier = (stream: string): InstanceType<typeof shared.StreamIdentifier> =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(stream).toString('base64'));

/** An event in a read's answer. */
export function eventMessage(event: StoredEvent): InstanceType<typeof streams.ReadResp> {
  const position = event.position.toString();
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifier(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(position)
    .setPreparePosition(position)
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.created.getTime()) * ticks));
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(position));
}

export const notFoundMessage = (stream: string): InstanceType<typeof streams.ReadResp> =>
  new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier(stream)));

export const confirmationMessage = (id: string): InstanceType<typeof streams.ReadResp> =>
  new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id));

export const caughtUpMessage = (): InstanceType<typeof streams.ReadResp> =>
  new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const checkpointMessage = (position: bigint): InstanceType<typeof streams.ReadResp> =>
  new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(position.toString()).setPreparePosition(position.toString()),
  );

/** The answer to a batch, by its correlation id. */
export function batchAnswer(
  correlation: string,
  stream: string,
  outcome: AppendOutcome | { readonly type: 'timeout' },
): InstanceType<typeof streams.BatchAppendResp> {
  const answer = new streams.BatchAppendResp()
    .setCorrelationId(new shared.UUID().setString(correlation))
    .setStreamIdentifier(identifier(stream));
  switch (outcome.type) {
    case 'success': {
      const position = outcome.position.toString();
      return answer.setSuccess(
        new streams.BatchAppendResp.Success()
          .setCurrentRevision(String(outcome.revision))
          .setPosition(new shared.AllStreamPosition().setCommitPosition(position).setPreparePosition(position)),
      );
    }
    case 'wrongExpectedVersion': {
      const wrong = new shared.WrongExpectedVersion();
      if (outcome.actual === 'noStream')
        wrong.setCurrentNoStream(new shared.Empty() as never); // the same bytes as google's Empty
      else wrong.setCurrentStreamRevision(String(outcome.actual));
      return answer.setError(failure('WrongExpectedVersion', wrong.serializeBinary()));
    }
    case 'tooLarge':
      return answer.setError(
        failure('MaximumAppendSizeExceeded', new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize).serializeBinary()),
      );
    case 'badRequest':
      return answer.setError(failure('BadRequest', new Uint8Array()));
    case 'timeout':
      return answer.setError(failure('Timeout', new Uint8Array()));
    default:
      return outcome satisfies never;
  }
}

function failure(name: string, bytes: Uint8Array): InstanceType<typeof status.Status> {
  const details = new any.Any();
  details.pack(bytes, `event_store.client.${name}`);
  return new status.Status().setMessage(name).setDetails(details);
}

/** The answer to a unary append. */
export function appendAnswer(
  expected: Expected,
  outcome: Extract<AppendOutcome, { type: 'success' | 'wrongExpectedVersion' }>,
): InstanceType<typeof streams.AppendResp> {
  if (outcome.type === 'success') {
    const position = outcome.position.toString();
    return new streams.AppendResp().setSuccess(
      new streams.AppendResp.Success()
        .setCurrentRevision(String(outcome.revision))
        .setPosition(new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position)),
    );
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (outcome.actual === 'noStream') wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.actual));
  if (expected === 'noStream') wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}
