import type { BookingFacts, Ending } from '../../src/domain/booking/events.ts';
import { namedUid } from '../../src/domain/booking/uidState.ts';
import { noVisitRecord } from '../../src/domain/booking/visitRecord.ts';
import { messageName } from '../../src/domain/care/events.ts';
import type { AnyEvent } from '../../src/domain/catalogue.ts';
import type { MessageAbout } from '../../src/domain/conversation/message.ts';
import type {
  BookingId,
  CarePlanId,
  ContactId,
  ConversationId,
  IdentifierHash,
  Instant,
  LinkId,
  MessageId,
  OfferId,
  TaskId,
  TouchId,
} from '../../src/domain/ids.ts';
import { careStep, careTemplate } from '../support/care.ts';
import { demoSettings } from '../support/memoryClinic.ts';

// Of the shapes that ids and hashes have.
const contact = '00000000-0000-4000-8000-00000000c001' as ContactId;
const other = '00000000-0000-4000-8000-00000000c002' as ContactId;
const booking = '00000000-0000-4000-8000-00000000b001' as BookingId;
const conversation = '00000000-0000-4000-8000-00000000d001' as ConversationId;
const message = '00000000-0000-4000-8000-00000000e001' as MessageId;
const task = '00000000-0000-4000-8000-00000000a001' as TaskId;
const carePlan = '00000000-0000-4000-8000-00000000ca01' as CarePlanId;
const touch = '00000000-0000-4000-8000-00000000f001' as TouchId;
const link = '00000000-0000-4000-8000-0000000000f1' as LinkId;
const hash = 'c2FtcGxlLWhhc2gtb2YtYW4taWRlbnRpZmllcg' as IdentifierHash;
const at = '2026-10-05T18:22:41.317Z' as Instant;

const facts: BookingFacts = {
  uid: 'uid-two',
  at,
  previousUid: 'uid-one',
  iCalUid: 'uid-one@cal.example.com',
  iCalSequence: 1,
  startsAt: '2026-10-14T15:00:00.000Z' as Instant,
  endsAt: '2026-10-14T15:30:00.000Z' as Instant,
  timeZone: 'America/Jamaica',
  kind: 'CONSULTATION',
  procedure: 'botox',
  practitioner: 'Dr. Simone Campbell',
  channel: 'WHATSAPP',
  contact,
  matchedBy: 'PHONE',
  bookerKeys: [hash],
  tells: ['answers', 'metadata', 'notes'],
  location: 'Suite 4',
  said: { answers: { procedure: 'Botox' }, metadata: { channel: 'whatsapp' }, notes: 'first visit' },
};
const visit = { uid: 'uid-two', version: 2, at };
const ending: Ending = { ...facts, reason: 'a cold', attendee: null };

const about: MessageAbout = { purpose: 'REMINDER', booking, appointmentVersion: 2, careStep: 'reminder-3d' };
const standing = { value: 'OPEN', at } as const;
const later = '2026-10-05T20:22:41.317Z' as Instant;
const attachments = [{ kind: 'image', url: 'https://files.example.com/before.jpg' }];

const plannedVisit = {
  version: 2,
  startsAt: '2026-10-14T15:00:00.000Z' as Instant,
  endsAt: '2026-10-14T15:30:00.000Z' as Instant,
  timeZone: 'America/Jamaica',
};
const sun = { step: 'sun', name: 'No sun, from four weeks before', at };
const consents = [{ field: 'consent-data', wording: 'I agree.', hash: 'f3e9' }];
const answers = [{ field: 'allergies', label: 'Any allergies?', value: ['YES'], details: 'latex' }];

/** One event of every type, as of its newest version: `npm run golden` stores those that have no golden file yet. */
export const samples: { readonly [Type in AnyEvent['type']]: Extract<AnyEvent, { type: Type }> } = {
  ClinicConfigured: { type: 'ClinicConfigured', data: { settings: demoSettings } },
  ContactCreated: { type: 'ContactCreated', data: { contact, name: 'Keisha Brown', namedAt: at, channel: 'WHATSAPP' } },
  IdentifierAdded: { type: 'IdentifierAdded', data: { kind: 'PHONE', hash, value: '+18765550142', at } },
  IdentifierRetired: { type: 'IdentifierRetired', data: { kind: 'PHONE', hash, at } },
  ContactDetailsCorrected: { type: 'ContactDetailsCorrected', data: { name: 'Keisha Brown-Reid', namedAt: at } },
  DuplicateSuspected: { type: 'DuplicateSuspected', data: { other, kind: 'EMAIL', hash, reason: 'identifierOfAnother' } },
  ConsentGiven: {
    type: 'ConsentGiven',
    data: { channel: 'WHATSAPP', purpose: 'MARKETING', wording: 'yes, send me offers', source: { by: 'patient', message: '17' }, at },
  },
  ConsentWithdrawn: {
    type: 'ConsentWithdrawn',
    data: { channel: null, purpose: 'TRANSACTIONAL', wording: 'STOP', source: { by: 'staff', staff: 'marva' }, at },
  },
  IdentifierClaimed: { type: 'IdentifierClaimed', data: { contact, kind: 'PHONE' } },
  IdentifierShared: { type: 'IdentifierShared', data: { kind: 'PHONE', reason: 'the clinic file lists it as shared' } },
  IdentifierReleased: { type: 'IdentifierReleased', data: { reason: 'erased' } },
  ContactsMerged: {
    type: 'ContactsMerged',
    data: { from: other, into: contact, rule: 'WHATSAPP_NUMBER', evidence: [{ kind: 'WHATSAPP', hash }], reason: 'same phone', at },
  },
  ContactsSplit: { type: 'ContactsSplit', data: { contact: other, from: contact, reason: 'sisters', at } },
  BookingUidClaimed: { type: 'BookingUidClaimed', data: { booking, uid: 'uid-one', seat: null } },
  BookingSeatListed: { type: 'BookingSeatListed', data: { booking, uid: 'uid-one', seat: 'seat-one' } },
  BookingsJoined: { type: 'BookingsJoined', data: { from: booking, into: booking, uid: null, seat: 'seat-one' } },
  BookingRequested: { type: 'BookingRequested', data: facts },
  PaymentAwaited: { type: 'PaymentAwaited', data: facts },
  BookingScheduled: { type: 'BookingScheduled', data: facts },
  BookingRescheduled: { type: 'BookingRescheduled', data: { ...facts, reason: 'work' } },
  RescheduleRequested: { type: 'RescheduleRequested', data: ending },
  BookingCancelled: { type: 'BookingCancelled', data: { ...ending, attendee: hash } },
  BookingRejected: { type: 'BookingRejected', data: ending },
  BookingDetailsLearnt: { type: 'BookingDetailsLearnt', data: facts },
  ReadinessChanged: {
    type: 'ReadinessChanged',
    data: { uid: 'uid-one', at, form: 'READY', screening: 'HELD' },
  },
  BookingAttributed: {
    type: 'BookingAttributed',
    data: { uid: 'uid-one', at, channel: 'WHATSAPP', evidence: 'PLATFORM' },
  },
  BookingLinked: {
    type: 'BookingLinked',
    data: { uid: 'uid-two', at, link, conversation, channel: 'INSTAGRAM', procedure: 'botox' },
  },
  BookingDiscovered: { type: 'BookingDiscovered', data: { uid: 'uid-two', at, missed: ['STATUS', 'TIME'] } },
  BookingPaid: { type: 'BookingPaid', data: { uid: 'uid-two', at } },
  BookingNoShow: { type: 'BookingNoShow', data: { uid: 'uid-two', at, attendee: hash, reason: 'did not come' } },
  BookingNoShowCleared: { type: 'BookingNoShowCleared', data: { uid: 'uid-two', at, attendee: null } },
  BookingCompleted: { type: 'BookingCompleted', data: { uid: 'uid-two', at } },
  BookingJoinedInto: { type: 'BookingJoinedInto', data: { into: booking } },
  BookingAbsorbed: {
    type: 'BookingAbsorbed',
    data: {
      from: booking,
      uids: [namedUid('uid-one')],
      locations: { 'uid-one': { value: 'Suite 4', at } },
      visit: { ...noVisitRecord, confirmed: [{ uid: 'uid-one', at }] },
    },
  },
  VisitMessageRequested: { type: 'VisitMessageRequested', data: { ...visit, purpose: 'RESCHEDULED', asks: true } },
  ReminderPlanned: { type: 'ReminderPlanned', data: { ...visit, which: 'P3D 10:00', dueAt: later } },
  ReminderDue: { type: 'ReminderDue', data: { ...visit, which: 'P3D 10:00' } },
  ReminderSent: { type: 'ReminderSent', data: { ...visit, which: 'P3D 10:00', channel: 'WHATSAPP' } },
  ReminderSkipped: { type: 'ReminderSkipped', data: { ...visit, which: 'P3D 10:00', reason: 'moved' } },
  ReminderFailed: { type: 'ReminderFailed', data: { ...visit, which: 'P3D 10:00', channel: 'WHATSAPP', reason: 'messageFailed' } },
  AttendanceConfirmed: { type: 'AttendanceConfirmed', data: visit },
  ConversationStarted: {
    type: 'ConversationStarted',
    data: {
      conversation,
      contact,
      matchedBy: 'CHANNEL_ID',
      channel: 'WHATSAPP',
      inbox: 31,
      externalId: '1042',
      at,
      standing,
      address: '18765550142',
    },
  },
  MessageReceived: {
    type: 'MessageReceived',
    data: { message, externalId: '88001', at, automatic: false, inReplyTo: message, text: 'how much is Botox?', attachments },
  },
  MessageTranscribed: { type: 'MessageTranscribed', data: { message, at, text: 'can I come on Friday' } },
  MessageDeleted: { type: 'MessageDeleted', data: { message, at } },
  TouchRecorded: {
    type: 'TouchRecorded',
    data: {
      touch,
      kind: 'REFERER',
      channel: 'WEB_WIDGET',
      evidence: 'METADATA',
      at,
      source: 'google',
      campaign: 'peel-oct',
      details: { page: 'https://www.example.com/treatments/chemical-peel', gclid: 'click' },
    },
  },
  BookingLinkShared: {
    type: 'BookingLinkShared',
    data: {
      link,
      at,
      expiresAt: '2026-11-04T18:22:41.317Z' as Instant,
      contact,
      channel: 'INSTAGRAM',
      procedure: 'botox',
      visit: { eventType: 'botox-consultation', startsAt: '2026-10-14T15:00:00.000Z' as Instant },
      campaign: 'glow-october',
    },
  },
  BookingLinkOpened: { type: 'BookingLinkOpened', data: { link, at: later } },
  AvailabilityOffered: {
    type: 'AvailabilityOffered',
    data: {
      offer: '00000000-0000-4000-8000-0000000000f2' as OfferId,
      at,
      eventType: 'botox-consultation',
      procedure: 'botox',
      times: ['2026-10-14T15:00:00.000Z' as Instant, '2026-10-15T19:30:00.000Z' as Instant],
      timeZone: 'America/Jamaica',
    },
  },
  MessageRequested: {
    type: 'MessageRequested',
    data: {
      message,
      at,
      author: 'KAREN',
      staff: null,
      about,
      template: 'visit_reminder',
      text: 'See you on Wednesday, Keisha',
      values: { name: 'Keisha', when: 'Wednesday at ten' },
      answers: 3,
      legallyRequired: false,
      due: later,
      usefulUntil: later,
      insteadOf: message,
    },
  },
  MessageDeferred: { type: 'MessageDeferred', data: { message, at, about, until: later, reason: 'quietHours' } },
  MessageSuppressed: {
    type: 'MessageSuppressed',
    data: { message, at, about, reason: 'leftToStaff', task: 'Somebody has to see to this reminder message.' },
  },
  MessageRedirected: {
    type: 'MessageRedirected',
    data: { message, at, about, into: conversation, as: message, reason: 'windowClosed' },
  },
  MessageAttempted: {
    type: 'MessageAttempted',
    data: {
      by: '00000000-0000-4000-8000-00000000f001',
      message,
      at,
      about,
      attempt: 1,
      channel: 'WHATSAPP',
      reason: 'outsideWindow',
      template: 'visit_reminder',
      cost: { amount: 0.02, currency: 'USD' },
    },
  },
  MessageNotStored: { type: 'MessageNotStored', data: { message, at, about, attempt: 1, reason: 'absent' } },
  MessageOutcomeUnknown: { type: 'MessageOutcomeUnknown', data: { message, at, about, attempt: 1 } },
  MessageSent: {
    type: 'MessageSent',
    data: {
      message,
      externalId: '88005',
      at,
      author: 'STAFF',
      staff: '12',
      about: null,
      holdsUntil: later,
      canReply: true,
      standing,
      text: 'Hi Keisha, Renee here',
      attachments: [],
    },
  },
  MessageDelivered: { type: 'MessageDelivered', data: { message, at, about } },
  MessageRead: { type: 'MessageRead', data: { message, at, about } },
  MessageFailed: { type: 'MessageFailed', data: { message, at, about, canReply: false, reason: 'Template not found' } },
  HumanTookOver: { type: 'HumanTookOver', data: { at, until: later, because: 'wrote', staff: '12', reason: null } },
  AssistantResumed: { type: 'AssistantResumed', data: { at, because: 'asked', staff: 'marva', reason: 'she is on leave' } },
  ConversationResolved: { type: 'ConversationResolved', data: { at } },
  ConversationReopened: { type: 'ConversationReopened', data: { at } },
  IntentClassified: {
    type: 'IntentClassified',
    data: {
      message,
      together: [],
      at,
      intent: 'booking',
      procedure: 'botox',
      confidence: 0.93,
      abstained: false,
      by: { stage: 'openai', model: 'gpt-4.1-mini', promptHash: 'a'.repeat(64), latencyMs: 812 },
      spent: { promptTokens: 1_204, completionTokens: 31, microDollars: 532 },
    },
  },
  ActionChosen: {
    type: 'ActionChosen',
    data: {
      message,
      together: [],
      at,
      offered: ['answer', 'suggest_booking', 'check_availability', 'hand_off', 'opt_out'],
      chosen: [{ action: 'answer' }, { action: 'suggest_booking', procedure: 'botox', startsAt: null }],
      ignored: [{ action: null, because: 'unknown' }],
      passedOver: null,
      by: { stage: 'openai', model: 'gpt-4.1-mini', promptHash: 'b'.repeat(64), latencyMs: 1_377 },
      spent: { promptTokens: 2_210, completionTokens: 96, microDollars: 1_038 },
      introduces: true,
      answers: 3,
      reply: 'Yes, the consultation is free, Keisha. [LINK]',
    },
  },
  StaffTaskRaised: {
    type: 'StaffTaskRaised',
    data: { task, kind: 'MESSAGE_NOT_SENT', reason: 'No channel of hers takes the confirmation.', contact, booking, conversation, at },
  },
  CarePlanTemplatePublished: { type: 'CarePlanTemplatePublished', data: { template: careTemplate(), version: 3, by: 'staff', at } },
  CarePlanStarted: {
    type: 'CarePlanStarted',
    data: {
      carePlan,
      booking,
      contact,
      kind: 'TREATMENT',
      booked: ['laser-hair-removal', 'dermal-filler'],
      templates: [{ slug: 'laser-hair-removal', procedure: 'laser-hair-removal', name: 'Laser hair removal', version: 3 }],
      steps: [{ ...careStep({ ask: { question: 'Any sun?', concern: 'YES', signs: ['beach'] } }), procedure: 'laser-hair-removal' }],
      forms: ['laser'],
      bookedAt: at,
      visit: plannedVisit,
      flags: [
        { type: 'unknownProcedure' },
        { type: 'spacing', procedures: ['laser-hair-removal', 'dermal-filler'], days: 28, because: 'Four weeks apart.', other: booking },
      ],
      at,
    },
  },
  StepPlanned: {
    type: 'StepPlanned',
    data: { ...sun, dueAt: later, usefulUntil: plannedVisit.startsAt, appointmentVersion: 2, asks: true },
  },
  StepDue: {
    type: 'StepDue',
    data: { ...sun, appointmentVersion: 2, message: messageName(carePlan, 'sun'), along: [carePlan], questions: ['sun'] },
  },
  StepSent: { type: 'StepSent', data: { ...sun, message } },
  StepScreened: { type: 'StepScreened', data: { ...sun, message } },
  StepFailed: { type: 'StepFailed', data: sun },
  StepSkipped: { type: 'StepSkipped', data: { ...sun, dueAt: later, because: 'staff', detail: 'optedOut', reason: 'She knows.' } },
  ScreeningAnswered: { type: 'ScreeningAnswered', data: { ...sun, answer: 'BAD', by: 'patient', said: 'mi did go beach' } },
  FormSaved: { type: 'FormSaved', data: { answers, at } },
  FormCompleted: { type: 'FormCompleted', data: { answers, concerns: ['allergies'], consents, at } },
  ReadinessHeld: { type: 'ReadinessHeld', data: { about: 'sun', name: sun.name, at } },
  ReadinessCleared: { type: 'ReadinessCleared', data: { about: ['sun'], staff: 'marva', reason: 'It has faded.', at } },
  CarePlanMoved: { type: 'CarePlanMoved', data: { visit: plannedVisit, at } },
  CarePlanPaused: { type: 'CarePlanPaused', data: { because: 'staff', reason: 'She is travelling.', at } },
  CarePlanResumed: { type: 'CarePlanResumed', data: { reason: 'She is back.', at } },
  CarePlanCancelled: { type: 'CarePlanCancelled', data: { because: 'cancelled', at } },
  CarePlanCompleted: { type: 'CarePlanCompleted', data: { at } },
  StaffTaskDone: { type: 'StaffTaskDone', data: { task, at, staff: 'marva', note: 'Rang her.' } },
};
