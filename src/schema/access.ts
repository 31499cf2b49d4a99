import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import type { Role } from '../domain/viewer.ts';
import type { SchemaContext } from './context.ts';
import { graphqlError } from './errors.ts';

/** What a field asks of a viewer; contract.md, "Roles". */
export type Access =
  /** To look. */
  | 'read'
  /** To write messages, bookings, care plans, tasks, consents, merges. */
  | 'write'
  /** To configure, erase, rebuild, and drive deliveries again. */
  | 'admin'
  /** To see what events hold. */
  | 'audit';

/** Who may do what. AUDITOR reads everything, with event data, and writes nothing. */
export const holders: Readonly<Record<Access, readonly Role[]>> = {
  read: ['VIEWER', 'STAFF', 'ADMIN', 'AUDITOR'],
  write: ['STAFF', 'ADMIN'],
  admin: ['ADMIN'],
  audit: ['AUDITOR', 'ADMIN'],
};

/** Every field of every type, with what it asks. A field that stands nowhere here keeps the server from starting. */
const fields: Readonly<Record<string, Readonly<Partial<Record<Access, readonly string[]>>>>> = {
  Query: {
    read: [
      'node',
      'clinic',
      'clinics',
      'contact',
      'contacts',
      'booking',
      'bookings',
      'conversations',
      'deliveries',
      'journey',
      'attribution',
      'funnel',
      'system',
      'staffTasks',
      'carePlans',
      'carePlanTemplates',
      'suspectedDuplicates',
    ],
  },
  Mutation: {
    write: [
      'sendMessage',
      'handOffToHuman',
      'resumeAssistant',
      'completeStaffTask',
      'mergeContacts',
      'splitContacts',
      'recordConsent',
      'withdrawConsent',
      'pauseCarePlan',
      'resumeCarePlan',
      'skipCarePlanStep',
    ],
    admin: ['retryDelivery', 'rebuildProjection', 'publishCarePlanTemplate'],
  },
  Subscription: { read: ['bookingFeed', 'conversationFeed', 'journeyFeed', 'journeyReplay'] },

  Clinic: { read: ['id', 'slug', 'name', 'timeZone', 'bookingUrl', 'procedures'] },
  Procedure: { read: ['slug', 'name'] },
  Contact: {
    read: [
      'id',
      'name',
      'phone',
      'email',
      'firstChannel',
      'createdAt',
      'identifiers',
      'bookings',
      'conversations',
      'touches',
      'consents',
      'mergedFrom',
    ],
  },
  Touch: { read: ['id', 'kind', 'channel', 'source', 'campaign', 'evidence', 'occurredAt'] },
  Consent: { read: ['channel', 'purpose', 'state', 'since', 'wording'] },
  Identifier: { read: ['kind', 'value', 'since', 'retired'] },
  Booking: {
    read: [
      'id',
      'uid',
      'seatUid',
      'status',
      'kind',
      'version',
      'startsAt',
      'endsAt',
      'timeZone',
      'procedure',
      'practitioner',
      'location',
      'contact',
      'channel',
      'matchedBy',
      'conversation',
      'carePlan',
      'readiness',
      'attribution',
      'history',
    ],
  },
  Journey: { read: ['contact', 'bookings', 'conversations', 'carePlans', 'cursor', 'at', 'entries'] },
  JourneyEntry: {
    read: [
      'cursor',
      'type',
      'stream',
      'revision',
      'occurredAt',
      'recordedAt',
      'actor',
      'channel',
      'summary',
      'causationId',
      'correlationId',
    ],
    audit: ['data'],
  },
  Conversation: { read: ['id', 'externalId', 'channel', 'owner', 'contact', 'lastMessageAt', 'messages'] },
  Message: {
    read: ['id', 'externalId', 'direction', 'author', 'text', 'attachments', 'sentAt', 'status', 'reason', 'purpose', 'intent', 'booking'],
  },
  IntentDecision: {
    read: [
      'intent',
      'procedure',
      'confidence',
      'abstained',
      'stage',
      'model',
      'promptHash',
      'latencyMs',
      'actionsOffered',
      'actionsChosen',
    ],
  },
  Attachment: { read: ['kind', 'url'] },
  AttributionCredit: { read: ['channel', 'campaign', 'microCredits', 'touch', 'reason'] },
  AttributionReport: { read: ['rows', 'bookings'] },
  FunnelRow: {
    read: ['key', 'inquiries', 'linksShared', 'linksOpened', 'booked', 'confirmed', 'attended', 'medianSecondsToBook'],
  },
  AttributionRow: { read: ['key', 'bookings', 'microCredits', 'touches'] },
  Delivery: { read: ['id', 'source', 'trigger', 'receivedAt', 'status', 'reason', 'attempts'] },
  StaffTask: { read: ['id', 'kind', 'reason', 'contact', 'booking', 'createdAt', 'doneAt'] },
  SuspectedDuplicate: { read: ['contacts', 'reason', 'since'] },
  SystemStatus: {
    read: ['version', 'eventStore', 'projections', 'parkedDeliveries', 'overdueSteps', 'unreconciledBookings', 'warnings'],
  },
  CarePlan: { read: ['id', 'procedures', 'booking', 'status', 'templateVersion', 'readiness', 'steps'] },
  CarePlanStep: { read: ['id', 'name', 'kind', 'dueAt', 'status', 'reason'] },
  CarePlanTemplate: { read: ['procedure', 'version', 'steps'] },
  Readiness: { read: ['state', 'form', 'screening', 'attendance', 'reasons'] },
  ProjectionStatus: { read: ['name', 'position', 'lagEvents', 'lagSeconds', 'deadLetters'] },

  BookingChanged: { read: ['cursor', 'kind', 'occurredAt', 'booking', 'left'] },
  JourneyAdvanced: { read: ['cursor', 'entry', 'journey'] },
  ConversationChanged: { read: ['cursor', 'occurredAt', 'conversation', 'message', 'left'] },
  FeedReady: { read: ['cursor'] },
  FeedHeartbeat: { read: ['cursor'] },

  ContactSuccess: { read: ['contact', 'bookings', 'dryRun'] },
  StaffTaskSuccess: { read: ['task'] },
  SendMessageSuccess: { read: ['message'] },
  ConversationSuccess: { read: ['conversation'] },
  DeliverySuccess: { read: ['delivery'] },
  CarePlanSuccess: { read: ['carePlan'] },
  CarePlanTemplateSuccess: { read: ['template'] },
  SystemSuccess: { read: ['system'] },
  IllegalState: { read: ['message', 'code'] },
  NotFound: { read: ['message', 'code'] },
  InvalidInput: { read: ['message', 'code', 'path'] },
  Conflict: { read: ['message', 'code'] },
  PageInfo: { read: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'] },
};

/** The parts of which every list is made ask no more than the list itself. */
const ofLists: Readonly<Record<string, readonly string[]>> = { Connection: ['edges', 'pageInfo', 'totalCount'], Edge: ['cursor', 'node'] };

/** What a field asks; null for one that nobody has classified. */
export function accessOf(type: string, field: string): Access | null {
  const part = /(Connection|Edge)$/.exec(type)?.[1];
  if (part && ofLists[part]?.includes(field)) return 'read';
  const [access] = (Object.entries(fields[type] ?? {}) as [Access, readonly string[]][]).find(([, names]) => names.includes(field)) ?? [];
  return access ?? null;
}

/** Has every field that asks more than its parent did check the viewer's roles first. Throws for a field that nobody has classified. */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !type.name.startsWith('__')) guardType(type, roots.includes(type));
  }
  return schema;
}

function guardType(type: GraphQLObjectType, isRoot: boolean): void {
  for (const field of Object.values(type.getFields())) {
    const access = accessOf(type.name, field.name);
    if (access === null) throw new Error(`${type.name}.${field.name} is not classified: say in src/schema/access.ts who may use it`);
    if (access === 'read' && !isRoot) continue;
    const checked =
      (inner: GraphQLFieldResolver<unknown, SchemaContext>): GraphQLFieldResolver<unknown, SchemaContext> =>
      (source, args, context, info) => {
        assertAccess(context, access);
        return inner(source, args, context, info);
      };
    if (field.subscribe) field.subscribe = checked(field.subscribe);
    else field.resolve = checked(field.resolve ?? defaultFieldResolver);
  }
}

function assertAccess({ viewer }: SchemaContext, access: Access): void {
  if (holders[access].some((role) => viewer.roles.includes(role))) return;
  throw graphqlError('FORBIDDEN', `this takes one of the roles ${holders[access].join(', ')}`);
}
