import { type ClinicSlug, isClinicSlug } from '../domain/ids.ts';
import { sees } from '../domain/viewer.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';

/** The types that a global id may name. */
const nodeTypes = ['Clinic', 'Contact', 'Booking', 'Conversation', 'Message', 'Delivery', 'StaffTask', 'CarePlan'] as const;
export type NodeType = (typeof nodeTypes)[number];

/** What a global id says: a type, a clinic, and the thing's id within it (empty for the clinic itself). */
export interface NodeName {
  readonly type: NodeType;
  readonly clinic: ClinicSlug;
  readonly id: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const nodeId = (type: NodeType, clinic: string, id = ''): string => Buffer.from(`${type}:${clinic}.${id}`).toString('base64url');

/** Reads a global id; null when it is none, or of a clinic that the viewer does not see: exactly as if there were no such thing. */
export function readNodeId(text: string, { viewer }: Pick<SchemaContext, 'viewer'>, wanted?: NodeType): NodeName | null {
  const match = /^(\w+):([^.]+)\.(.*)$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  const type = nodeTypes.find((one) => one === match?.[1]);
  const clinic = match?.[2] ?? '';
  const id = match?.[3] ?? '';
  if (!type || (wanted && type !== wanted) || !isClinicSlug(clinic) || !sees(viewer, clinic)) return null;
  return (type === 'Clinic' ? id === '' : uuid.test(id)) ? { type, clinic, id } : null;
}

type Load = (name: NodeName, context: SchemaContext) => Promise<object | null> | object | null;

const loads = new Map<NodeType, Load>();

/** Says how things of a type are found by their global id. */
export function loadNode(type: NodeType, load: Load): void {
  loads.set(type, load);
}

export const Node = builder.interfaceRef<object>('Node').implement({
  fields: (t) => ({ id: t.id({ resolve: () => '' }) }),
  // `node` below says what it found.
  resolveType: (value) => ('__typename' in value ? String(value.__typename) : undefined),
});

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    async resolve(_root, { id }, context) {
      const name = readNodeId(id, context);
      const found = name && (await loads.get(name.type)?.(name, context));
      return name && found ? { ...found, __typename: name.type } : null;
    },
  }),
);
