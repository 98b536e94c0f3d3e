// Values of options as commander hands them over: text in, checked value out.
import { InvalidArgumentError, Option } from 'commander';

export function wholeNumber(text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a whole number.`);
}

/** `u1,u2` -> both; spaces around commas do not matter. */
export function commaList(text: string): readonly string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > 0) return parts;
  throw new InvalidArgumentError('name at least one, separated by commas.');
}

/** Like `commaList`, but an empty text means none. */
export const commaListOrNone = (text: string): readonly string[] => (text.trim() === '' ? [] : commaList(text));

export const accountsOption = (): Option =>
  new Option('--accounts <ids>', 'only these accounts, separated by commas').argParser(commaList);

export const cohortOption = (): Option => new Option('--cohort <name>', 'only the accounts of this cohort');

export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ npm run morrow -- ${line}`).join('\n')}`;
