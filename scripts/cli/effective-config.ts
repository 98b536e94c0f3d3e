// Every variable as it is in force, with its origin.
import { readConfig } from '../../src/config/config.ts';
import { withRunningStack } from '../lib/stack-file.ts';
import type { CliContext } from './context.ts';
import { VARIABLE_NAMES, variableInfo } from './env-example.ts';

export interface Setting {
  readonly name: string;
  /** Null: not set and without a default. A secret is masked. */
  readonly value: string | null;
  readonly origin: 'environment' | 'secret file' | 'running stack' | 'default' | 'not set';
}

const MASK = '********';

/** @throws MorrowError INVALID_CONFIG naming every bad variable. */
export function effectiveConfig({ env }: Pick<CliContext, 'env'>): readonly Setting[] {
  const stackEnv = withRunningStack(env, readConfig(env).MORROW_STATE_DIR);
  const config = readConfig(stackEnv);
  return VARIABLE_NAMES.map((name) => {
    const value = config[name];
    const shown = value === undefined ? null : variableInfo(name).secret ? MASK : String(value);
    return { name, value: shown, origin: originOf(name, value !== undefined, { own: env, stack: stackEnv }) };
  });
}

interface Environments {
  readonly own: CliContext['env'];
  readonly stack: CliContext['env'];
}

function originOf(name: string, known: boolean, { own, stack }: Environments): Setting['origin'] {
  if (own[name]) return 'environment';
  if (known && own[`${name}_FILE`]) return 'secret file';
  if (stack[name]) return 'running stack';
  return known ? 'default' : 'not set';
}
