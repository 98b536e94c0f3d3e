// Secrets from files: for every secret variable, `<NAME>_FILE` may name the file that holds it, as container engines mount
// them. The values stay out of the process environment, which child processes and crash reports see.
import { readFileSync } from 'node:fs';
import { MorrowError } from '../contract/errors.ts';
import { variables, type VariableMeta } from './schema.ts';

type Values = Readonly<Record<string, string | undefined>>;

interface VariableWithMeta {
  meta(): Partial<VariableMeta> | undefined;
}

/** The variables that may be given as `<NAME>_FILE`. */
export const SECRET_NAMES: readonly string[] = Object.entries<VariableWithMeta>(variables)
  .filter(([, variable]) => variable.meta()?.secret === true)
  .map(([name]) => name);

/**
 * What `<NAME>_FILE` points to, by `<NAME>`; a line end after the value is no part of it.
 * @throws MorrowError INVALID_CONFIG naming every variable whose file cannot be read or is empty, or that is given twice.
 */
export function readSecretFiles(environment: Values): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of SECRET_NAMES) {
    const file = environment[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    const outcome = environment[name] ? givenTwice(name) : readSecret(name, file);
    if ('problem' in outcome) problems.push(outcome.problem);
    else found[name] = outcome.value;
  }
  if (problems.length === 0) return found;
  throw new MorrowError('INVALID_CONFIG', `The environment is not valid. ${problems.join('; ')}.`);
}

type Outcome = { readonly value: string } | { readonly problem: string };

const givenTwice = (name: string): Outcome => ({
  problem: `${name} and ${name}_FILE are both set: unset one of them`,
});

/** An empty file is refused: taken as unset, it would move the data to another store without a word. */
function readSecret(name: string, file: string): Outcome {
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? { problem: `${name}_FILE: the file ${file} is empty` } : { value };
  } catch (error) {
    return { problem: `${name}_FILE: the file ${file} cannot be read (${reasonOf(error)})` };
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
