import { expect } from 'vitest';

/** A decider's test as a sentence: given what happened, when this is asked, then this happens. */
export const decider = <State, Event>({
  initial,
  evolve,
}: {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
}) => ({
  given: (...events: readonly Event[]) => ({
    state: events.reduce(evolve, initial),
    when: (decide: (state: State) => readonly Event[]) => {
      const decided = decide(events.reduce(evolve, initial));
      return {
        yields: (...expected: readonly Event[]) => expect(decided).toEqual(expected),
        yieldsTypes: (...types: readonly string[]) => expect(decided.map((one) => (one as { type: string }).type)).toEqual(types),
        yieldsNothing: () => expect(decided).toEqual([]),
        events: decided,
      };
    },
  }),
});
