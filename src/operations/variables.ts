// Settings that are changed while everything runs: listed with what they mean, set, put back, and what a run went by.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import {
  VARIABLES,
  VARIABLE_NAMES,
  isVariableName,
  variableProblem,
  type Variable,
  type VariableName,
  type VariableValue,
} from '../domain/variables.ts';
import type { VariableRecord } from '../ports/store.ts';
import type { ExpectedVersion } from './account-changes.ts';
import { recordChange } from './audit.ts';
import { currentCaller } from './caller.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';

type VariableDeps = Pick<OperationsDeps, 'store' | 'clock'>;

export const variableChangeSchema = z
  .strictObject({
    value: z.union([z.number(), z.boolean(), z.string().max(4_000)]).describe('Of the type of the variable.'),
    revision: z
      .string()
      .max(60)
      .nullable()
      .optional()
      .describe('As it was read; null: nobody had set it. Somebody else was faster: 412. Absent: whatever it is.'),
  })
  .meta({ id: 'VariableChange', examples: [{ value: 0.8, revision: null }] });

export interface VariableView {
  readonly name: VariableName;
  readonly type: Variable['type'];
  readonly label: string;
  readonly description: string;
  readonly default: VariableValue;
  readonly value: VariableValue;
  /** Null for other types. */
  readonly bounds: { readonly min: number; readonly max: number; readonly whole: boolean } | null;
  readonly maxLength: number | null;
  /** Null: nobody has set it, it has its default. */
  readonly revision: string | null;
  readonly setAt: string | null;
  readonly setBy: string | null;
}

export async function listVariables({ store }: Pick<VariableDeps, 'store'>): Promise<readonly VariableView[]> {
  const records = await store.variables.list();
  return VARIABLE_NAMES.map((name) => viewOf(name, records.find(({ id }) => id === name) ?? null));
}

/**
 * From the next run on; runs under way keep what they read when they began.
 * @throws InvalidInputError; MorrowError VARIABLE_NOT_FOUND, VARIABLE_CHANGED.
 */
export async function setVariable(
  deps: VariableDeps,
  text: string,
  change: unknown,
  expected?: ExpectedVersion,
): Promise<VariableView> {
  const name = requireName(text);
  const { value, revision } = parseInput(variableChangeSchema, change);
  const problem = variableProblem(VARIABLES[name], value);
  if (problem !== null) throw invalidInput('value', problem);
  const before = await findRecord(deps, name);
  if (revision !== undefined && revision !== (before?.revision ?? null)) throw changed(name);
  requireExpected(name, before, expected);
  const at = deps.clock.now().toISOString();
  const record = { id: name, value, revision: randomUUID(), setAt: at, setBy: currentCaller().name };
  if (!(await deps.store.variables.save(record, before?.revision ?? null))) throw changed(name);
  return await recorded(deps, { action: 'variable.set', name, before, after: record });
}

/** Names what a variable is like, for `If-Match`; nobody has set it: `default`. */
export const variableVersion = ({ revision }: Pick<VariableView, 'revision'>): string => revision ?? 'default';

function requireExpected(
  name: VariableName,
  before: VariableRecord | null,
  expected: ExpectedVersion | undefined,
): void {
  if (expected === undefined || expected === 'any') return;
  if (!expected.includes(variableVersion({ revision: before?.revision ?? null }))) throw changed(name);
}

/** Back to the default, from the next run on. Without effect when nobody has set it. @throws MorrowError VARIABLE_NOT_FOUND, VARIABLE_CHANGED. */
export async function resetVariable(
  deps: VariableDeps,
  text: string,
  expected?: ExpectedVersion,
): Promise<VariableView> {
  const name = requireName(text);
  const before = await findRecord(deps, name);
  requireExpected(name, before, expected);
  if (before === null) return viewOf(name, null);
  if (!(await deps.store.variables.remove(name, before.revision))) throw changed(name);
  return await recorded(deps, { action: 'variable.reset', name, before, after: null });
}

export interface RunVariablesView {
  readonly runId: string;
  readonly recordedAt: string;
  readonly variables: readonly {
    readonly name: string;
    readonly value: VariableValue;
    /** Null: a variable that this version does not know. */
    readonly default: VariableValue | null;
  }[];
}

/** What a day run read when it began. @throws MorrowError RUN_NOT_FOUND, also for a run that read none. */
export async function variablesOfRun({ store }: Pick<VariableDeps, 'store'>, runId: string): Promise<RunVariablesView> {
  const found = await store.variables.findOfRun(runId);
  if (found === null) {
    const run = runId.slice(0, 200);
    throw new MorrowError('RUN_NOT_FOUND', `No variables are recorded for a run "${run}".`, { facts: { run } });
  }
  const variables = Object.entries(found.values).map(([name, value]) => ({
    name,
    value,
    default: isVariableName(name) ? VARIABLES[name].default : null,
  }));
  return { runId, recordedAt: found.recordedAt, variables };
}

interface Recorded {
  readonly action: string;
  readonly name: VariableName;
  readonly before: VariableRecord | null;
  readonly after: VariableRecord | null;
}

async function recorded(deps: VariableDeps, { action, name, before, after }: Recorded): Promise<VariableView> {
  const shown = (record: VariableRecord | null) => ({ value: record?.value ?? VARIABLES[name].default });
  await recordChange(deps, { action, subject: `variable/${name}`, before: shown(before), after: shown(after) });
  return viewOf(name, after);
}

const findRecord = async ({ store }: VariableDeps, name: VariableName): Promise<VariableRecord | null> =>
  (await store.variables.list()).find(({ id }) => id === name) ?? null;

function requireName(text: string): VariableName {
  if (isVariableName(text)) return text;
  const name = text.slice(0, 60);
  throw new MorrowError('VARIABLE_NOT_FOUND', `There is no variable "${name}".`, { facts: { variable: name } });
}

const changed = (name: VariableName): MorrowError =>
  new MorrowError('VARIABLE_CHANGED', `${name} was changed by somebody else.`, { facts: { variable: name } });

function viewOf(name: VariableName, record: VariableRecord | null): VariableView {
  const variable: Variable = VARIABLES[name];
  const fits = record !== null && variableProblem(variable, record.value) === null;
  return {
    name,
    type: variable.type,
    label: variable.label,
    description: variable.description,
    default: variable.default,
    value: fits ? record.value : variable.default,
    bounds: variable.type === 'number' ? { min: variable.min, max: variable.max, whole: variable.isWhole } : null,
    maxLength: variable.type === 'text' ? variable.maxLength : null,
    revision: record?.revision ?? null,
    setAt: record?.setAt ?? null,
    setBy: record?.setBy ?? null,
  };
}
