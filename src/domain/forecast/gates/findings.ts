// What a gate says about what it looked at: one finding per broken rule, with the figure and the limit it broke.

/** `hold` keeps the forecast back until a person releases it; `warn` is only said. */
export type Severity = 'hold' | 'warn';

export interface Finding<Rule extends string> {
  readonly rule: Rule;
  readonly severity: Severity;
  /** What was measured, in the rule's unit; finite, null where there was nothing to measure. */
  readonly figure: number | null;
  /** The limit it broke, in the same unit. */
  readonly limit: number;
  /** For people, one sentence with both. */
  readonly message: string;
}

/** A finding before its rule's name and severity are put to it. */
export type Breach = Pick<Finding<string>, 'figure' | 'limit' | 'message'>;

/** An amount or ratio for a message: four significant digits, no exponent for what people earn. */
export const shown = (value: number): string => String(Number(value.toPrecision(4)));

/** The bound of a count: nothing is accepted where it is 0. */
export const upTo = (limit: number, verb: string): string =>
  limit === 0 ? `none may ${verb}` : `up to ${limit} may ${verb}`;

/** `2 steps`, `1 step`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
