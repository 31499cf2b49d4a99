import { instantOf } from '../domain/ids.ts';
import { countDeliveries, listDeliveries, retryDelivery } from '../webhooks/inbox/deliveries.ts';
import type { Delivery as DeliveryRow } from '../webhooks/inbox/delivery.ts';
import { builder } from './builder.ts';
import { connect, connectionOf, listCost } from './connection.ts';
import { clinicsIn, pageArguments } from './contact.ts';
import { DeliverySourceEnum, DeliveryStatusEnum } from './enums.ts';
import { loadNode, Node, nodeId, readNodeId } from './node.ts';
import { type Failure, failure, failureTypes } from './results.ts';

const Delivery = builder.objectRef<DeliveryRow>('Delivery').implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ clinic, id }) => nodeId('Delivery', clinic, id) }),
    source: t.field({ type: DeliverySourceEnum, resolve: ({ source }) => source }),
    trigger: t.exposeString('trigger', { nullable: true }),
    receivedAt: t.field({ type: 'DateTime', resolve: ({ receivedAt }) => instantOf(receivedAt) }),
    status: t.field({ type: DeliveryStatusEnum, resolve: ({ status }) => status }),
    reason: t.exposeString('reason', { nullable: true }),
    attempts: t.exposeInt('attempts'),
  }),
});

loadNode('Delivery', ({ id }, { loaders }) => loaders.deliveries.load(id));

const DeliveryConnection = connectionOf('Delivery', Delivery, ({ receivedAt, id }) => ({ at: receivedAt.toISOString(), id }));

builder.queryField('deliveries', (t) =>
  t.field({
    description: 'What the webhooks received, newest first.',
    type: DeliveryConnection,
    complexity: listCost,
    args: { ...pageArguments(t.arg), status: t.arg({ type: DeliveryStatusEnum }), clinic: t.arg.string() },
    resolve(_root, { status, clinic, ...args }, context) {
      const { database, viewer } = context;
      const filter = { clinics: clinicsIn(clinic, context), status: status ?? null };
      return connect(
        args,
        (page) => listDeliveries(database, viewer, filter, page),
        () => countDeliveries(database, viewer, filter),
      );
    },
  }),
);

const DeliverySuccess = builder.objectRef<{ readonly delivery: DeliveryRow }>('DeliverySuccess').implement({
  fields: (t) => ({ delivery: t.field({ type: Delivery, resolve: ({ delivery }) => delivery }) }),
});

const DeliveryResult = builder.unionType('DeliveryResult', {
  types: [DeliverySuccess, ...failureTypes],
  resolveType: (value) => ('delivery' in value ? 'DeliverySuccess' : value.__typename),
});

const DeliveryInput = builder.inputType('DeliveryInput', { fields: (t) => ({ deliveryId: t.id({ required: true }) }) });

builder.mutationField('retryDelivery', (t) =>
  t.field({
    description: 'Drives a parked delivery again.',
    type: DeliveryResult,
    args: { input: t.arg({ type: DeliveryInput, required: true }) },
    async resolve(_root, { input }, context): Promise<{ readonly delivery: DeliveryRow } | Failure> {
      const name = readNodeId(input.deliveryId, context, 'Delivery');
      const result = name && (await retryDelivery(context.database, context.viewer, name.id));
      if (!result || result.type === 'notFound') return failure('NotFound', 'there is no such delivery');
      if (result.type === 'illegalState') return failure('IllegalState', result.reason);
      context.wakeInbox();
      return { delivery: result.delivery };
    },
  }),
);
