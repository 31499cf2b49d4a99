/** The ways of giving credit; the names of the API's enum `AttributionModel`. */
export const attributionModels = [
  'FIRST_TOUCH',
  'LAST_TOUCH',
  'LINEAR',
  'POSITION_BASED',
  'W_SHAPED',
  'FULL_PATH',
  'TIME_DECAY',
  'J_SHAPED',
  'INVERSE_J',
] as const;

export type AttributionModel = (typeof attributionModels)[number];

/** The parts that a touch may play in a journey. */
export const keyParts = ['first', 'lead', 'booking', 'close'] as const;

export type KeyPart = (typeof keyParts)[number];

/** What each part gets of 1,000, and what the other touches share. */
export interface Shares {
  readonly parts: Readonly<Partial<Record<KeyPart, number>>>;
  readonly rest: number;
}

/** The shares that HubSpot publishes for its models of the same names (domain.md 6). LINEAR and TIME_DECAY know no parts. */
export const sharesOf: Readonly<Record<Exclude<AttributionModel, 'LINEAR' | 'TIME_DECAY'>, Shares>> = {
  FIRST_TOUCH: { parts: { first: 1_000 }, rest: 0 },
  LAST_TOUCH: { parts: { booking: 1_000 }, rest: 0 },
  POSITION_BASED: { parts: { first: 400, lead: 400 }, rest: 200 },
  W_SHAPED: { parts: { first: 300, lead: 300, booking: 300 }, rest: 100 },
  FULL_PATH: { parts: { first: 225, lead: 225, booking: 225, close: 225 }, rest: 100 },
  J_SHAPED: { parts: { first: 200, booking: 600 }, rest: 200 },
  INVERSE_J: { parts: { first: 600, booking: 200 }, rest: 200 },
};

/** Days in which a touch's weight halves in TIME_DECAY, as HubSpot has it (domain.md 6). */
export const halfLifeDays = 7;

/** Days before the booking in which touches count, unless one asks for others. */
export const defaultLookbackDays = 90;
