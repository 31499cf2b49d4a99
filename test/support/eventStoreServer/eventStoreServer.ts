import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type handleUnaryCall, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { startTcpProxy, type TcpProxy } from '../tcpProxy.ts';
import { batchAppend, unaryAppend } from './appends.ts';
import { fail, type ReadCall, read } from './reads.ts';
import { createServerLog, type ServerLog } from './serverLog.ts';
import { subscribe } from './subscriptions.ts';

export interface EventStoreServerOptions {
  /** What is on disk; a fresh database unless a test restarts a server. */
  readonly log?: ServerLog;
  /** Milliseconds from an append's last byte to its commit; default 0. */
  readonly commitDelay?: () => number;
  /** Events that wait for a slow live subscriber before he is dropped; default 1,000. */
  readonly liveBuffer?: number;
  /** Servers older than 21.10 have no BatchAppend; default true. */
  readonly batches?: boolean;
  /** The port of the cluster's leader, told by gossip; default this server's. */
  readonly leader?: () => number;
}

/**
 * A server that speaks EventStoreDB's protocol over real sockets and behaves as version 23.10.6 was seen to,
 * with faults that a test can switch on. It keeps its log in memory.
 */
export interface EventStoreServer {
  /** `esdb://...`, by the line. */
  readonly url: string;
  /** Where it listens itself, past the line. */
  readonly port: number;
  readonly log: ServerLog;
  /** The line that clients come by: cut, freeze, lose answers, go down and come up. */
  readonly line: TcpProxy;
  /** Reads and subscriptions that are open. */
  readonly openReads: number;
  /** Subscriptions that were ever opened, and events looked at and sent for them. */
  readonly counts: { readonly subscriptions: number; readonly searched: number; readonly sent: number };
  /** Ends every read and subscription with the error that clients see when a server shuts down. */
  endReads(): void;
  /** Keeps live subscriptions open and tells them nothing. */
  mute(): void;
  unmute(): void;
  close(): Promise<void>;
}

export async function startEventStoreServer(options: EventStoreServerOptions = {}): Promise<EventStoreServer> {
  const { log = createServerLog(), commitDelay = () => 0, liveBuffer = 1_000, batches = true } = options;
  const reads = new Set<ReadCall>();
  let muted = false;
  const counts = { subscriptions: 0, searched: 0, sent: 0 };

  const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  server.addService(StreamsService, {
    ...(batches ? { batchAppend: batchAppend({ log, commitDelay }) } : {}),
    append: unaryAppend({ log, commitDelay }),
    read(call: ReadCall) {
      reads.add(call);
      for (const name of ['cancelled', 'close', 'finish', 'error'] as const) call.once(name, () => reads.delete(call));
      if (!call.request.getOptions()?.hasSubscription()) return void read(log, call);
      counts.subscriptions += 1;
      const onEvent = (what: 'searched' | 'sent'): void => {
        counts[what] += 1;
      };
      return void subscribe({ log, liveBuffer, muted: () => muted, onEvent }, call);
    },
  });
  server.addService(ServerFeaturesService, {
    getSupportedMethods: listMethods(batches ? ['append', 'read', 'batchappend'] : ['append', 'read']),
  });
  server.addService(GossipService, { read: tellLeader(() => options.leader?.() ?? line.port) });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const line = await startTcpProxy({ port });

  return {
    url: `esdb://127.0.0.1:${line.port}?tls=false`,
    port,
    log,
    line,
    get openReads() {
      return reads.size;
    },
    counts,
    endReads() {
      for (const call of [...reads]) fail(call, status.INTERNAL, 'Received RST_STREAM with code 0');
    },
    mute() {
      muted = true;
    },
    unmute() {
      muted = false;
    },
    async close() {
      await line.close();
      server.forceShutdown();
    },
  };
}

const listMethods =
  (names: readonly string[]): handleUnaryCall<unknown, InstanceType<typeof features.SupportedMethods>> =>
  (_call, callback) => {
    const methods = names.map((name) =>
      new features.SupportedMethod().setMethodName(name).setServiceName('event_store.client.streams.streams'),
    );
    callback(null, new features.SupportedMethods().setMethodsList(methods).setEventStoreServerVersion('23.10.6'));
  };

/** A cluster of one, as far as clients can tell. */
const tellLeader =
  (leader: () => number): handleUnaryCall<unknown, InstanceType<typeof gossip.ClusterInfo>> =>
  (_call, callback) => {
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString('00000000-0000-4000-8000-000000000001'))
      .setState(gossip.MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(leader()));
    callback(null, new gossip.ClusterInfo().setMembersList([member]));
  };
