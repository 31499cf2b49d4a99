import type { Instant } from './ids.ts';

/** Stands for a personal field whose key was destroyed: the event remains, what it said of the person is gone. */
export interface Erased {
  readonly erased: true;
}

/** The one value of {@link Erased}. */
export const erased: Erased = Object.freeze({ erased: true });

/**
 * Marks a field as personal: the codec encrypts it under the key of the event's subject,
 * and once that key is gone every reader gets {@link Erased} in its place.
 */
export type Personal<T> = T | Erased;

export const isErased = (value: unknown): value is Erased =>
  typeof value === 'object' && value !== null && 'erased' in value && value.erased === true;

/** The value of a personal field, or null once it is erased. */
export const known = <T>(value: Personal<T>): T | null => (isErased(value) ? null : (value as T));

/** Something that happened: its name in the past tense, and JSON-safe data. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** A fold's input: an event with what the log knows of it. */
export interface Happened<Event extends DomainEvent = DomainEvent> {
  readonly event: Event;
  /** When it happened, by the source's clock. */
  readonly occurredAt: Instant;
}

/** The names of an event's personal fields, read off its type. */
export type PersonalKeys<Data> = { [K in keyof Data]-?: Erased extends Data[K] ? K : never }[keyof Data] & string;

/**
 * How one type of event is stored: its schema version, which fields are personal (the compiler checks that none is left out),
 * and how data of older versions is brought up to this one (`upcasters[1]` turns version 1 into 2).
 */
export interface EventSchema<Event extends DomainEvent> {
  readonly version: number;
  readonly personal: Readonly<Record<PersonalKeys<Event['data']>, true>>;
  readonly upcasters?: Readonly<Record<number, (data: object) => object>>;
}

/** The schemas of a union of events, one entry a type. */
export type EventSchemas<Events extends DomainEvent> = {
  readonly [Type in Events['type']]: EventSchema<Extract<Events, { type: Type }>>;
};
