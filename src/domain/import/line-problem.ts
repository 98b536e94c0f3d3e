// Why one line of a CSV is not taken: a code for programs and a sentence for the person who repairs the file.

export const REJECT_CODES = [
  'wrong-cell-count',
  'unknown-account',
  'invalid-account',
  'invalid-date',
  'date-not-complete',
  'invalid-amount',
  'unknown-currency',
  'currency-mismatch',
  'invalid-source',
  'conflicting-duplicate',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

/** `line` is the line of the file as the reader of the file counted it. */
export interface RejectedLine {
  readonly line: number;
  readonly code: RejectCode;
  /** One sentence: what is wrong and what is expected. */
  readonly reason: string;
}

/** A class, so that a judged cell is either its value or this, told apart by `instanceof`. */
export class LineProblem {
  readonly code: RejectCode;
  readonly reason: string;

  constructor(code: RejectCode, reason: string) {
    this.code = code;
    this.reason = reason;
  }
}

const MAX_QUOTED = 40;

/** A cell as text of a sentence: cut short, control characters escaped, because reasons end up in terminals. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text).replaceAll(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
