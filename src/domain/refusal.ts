/** Why something does not go with the state that a thing is in: a value for the one who asked, and no error. */
export interface Refusal {
  /** One sentence for people. */
  readonly refused: string;
}

export const refuse = (refused: string): Refusal => ({ refused });

export const isRefusal = (decided: object): decided is Refusal => 'refused' in decided;
