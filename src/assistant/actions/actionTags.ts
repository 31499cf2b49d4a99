import type { ActionName } from '../../domain/conversation/action.ts';

/** A parameter of an action's tag: what a model is told of it, and which values it takes. */
interface TagParameter {
  readonly example: string;
  readonly pattern: RegExp;
}

/** How an action is written by a model: `[ACTION:suggest_booking procedure=botox]`. Every parameter may be left out. */
export interface ActionTag {
  readonly meaning: string;
  readonly parameters: Readonly<Record<string, TagParameter>>;
}

const slug: TagParameter = { example: 'botox', pattern: /^[a-z0-9-]{1,60}$/ };
const day: TagParameter = { example: '2027-03-05', pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/ };
const visit: TagParameter = { example: '1', pattern: /^[1-9]$/ };

export const actionTags: Readonly<Record<ActionName, ActionTag>> = {
  answer: { meaning: 'your text answers her', parameters: {} },
  suggest_booking: {
    meaning: 'she is interested in a visit: what happens at the consultation and the booking link are added below your text',
    parameters: { procedure: slug },
  },
  check_availability: {
    meaning: 'she asks when she can come: free times and the booking link are added below your text',
    parameters: { procedure: slug, day, part: { example: 'afternoon', pattern: /^(?:morning|afternoon|evening)$/ } },
  },
  confirm_visit: { meaning: 'she says that she comes to the visit that we asked about', parameters: {} },
  move_visit: { meaning: 'she wants another time for a visit of hers', parameters: { visit } },
  cancel_visit: { meaning: 'she gives a visit of hers up', parameters: { visit } },
  decline: { meaning: 'it is none of the clinic’s business: your text says so in one friendly sentence', parameters: {} },
  hand_off: {
    meaning: 'a person has to answer: always for anything medical, a complaint, or what the facts do not say',
    parameters: { reason: { example: 'unknown', pattern: /^(?:medical|complaint|asked|unsure|unknown|aftercare|visit)$/ } },
  },
  opt_out: { meaning: 'she wants no more messages', parameters: {} },
};

/** The form in which a model is shown the tag. */
export const tagForm = (name: ActionName): string =>
  `[ACTION:${[name, ...Object.entries(actionTags[name].parameters).map(([key, { example }]) => `${key}=${example}`)].join(' ')}]`;
