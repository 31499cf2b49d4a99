/** How far something is that a visit needs; the names of the API's enum `ReadinessState`. */
type HowFar = 'READY' | 'WAITING' | 'HELD';

/** How far the health form and the screening of a visit are, as its care plan has it. */
export interface CareReadiness {
  readonly form: HowFar;
  readonly screening: HowFar;
}

/** The same as one text, to be compared. */
export const readinessText = ({ form, screening }: CareReadiness): string => `${form} ${screening}`;
