import { guard } from './access.ts';
import { builder } from './builder.ts';
import './scalars.ts';
import './node.ts';
import './clinic.ts';
import './contact.ts';
import './booking.ts';
import './reminder.ts';
import './attendance.ts';
import './touch.ts';
import './consent.ts';
import './conversation.ts';
import './message.ts';
import './delivery.ts';
import './staffTask.ts';
import './system.ts';
import './attribution.ts';
import './bookingFeed.ts';
import './conversationFeed.ts';
import './journey.ts';
import './journeyFeed.ts';
import './rebuild.ts';
import './merging.ts';
import './suspectedDuplicate.ts';
import './sendMessage.ts';
import './handingOver.ts';

/** The API: one module a concept, each adds its own fields. */
export const schema = guard(builder.toSchema());
