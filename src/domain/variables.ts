// Settings that people change while everything runs: named, typed, bounded. A run reads them once, when it begins, and keeps them
// to its end; what nobody has set is left out, so that it costs nothing.
import {
  DEFAULT_BATCH_POLICY,
  DEFAULT_GATE_POLICY,
  type BatchPolicy,
  type GatePolicy,
} from './forecast/gates/policy.ts';

export type VariableValue = number | boolean | string;

interface Described {
  readonly label: string;
  readonly description: string;
}

export interface NumberVariable extends Described {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
}

export interface BooleanVariable extends Described {
  readonly type: 'boolean';
  readonly default: boolean;
}

export interface TextVariable extends Described {
  readonly type: 'text';
  readonly default: string;
  readonly maxLength: number;
}

export type Variable = NumberVariable | BooleanVariable | TextVariable;

export const VARIABLES = {
  'gate.jump': {
    type: 'number',
    label: 'Jump that holds a forecast',
    description:
      'Relative change against the same days before, |a - b| / max(|a|, |b|), that counts as a jump: 0.6 is a factor of 2.5. Raise it before a sale, lower it for calm accounts.',
    default: DEFAULT_GATE_POLICY.jumpRelative,
    min: 0.2,
    max: 2,
    isWhole: false,
  },
  'gate.stale-days': {
    type: 'number',
    label: 'Days without revenue that hold a forecast',
    description: 'A forecast is held when its newest observation is more days older than the business date.',
    default: DEFAULT_GATE_POLICY.staleAfterDays,
    min: 2,
    max: 60,
    isWhole: true,
  },
  'gate.missing-sources': {
    type: 'number',
    label: 'Sources that may be missing',
    description: 'A forecast is held when more sources of the account have nothing for the business date.',
    default: DEFAULT_GATE_POLICY.missingSources,
    min: 0,
    max: 10,
    isWhole: true,
  },
  'batch.compare': {
    type: 'boolean',
    label: 'Compare each day with the days before',
    description:
      'Off: the day is not held against the days before, for days that are known to be unlike all others. Each forecast, and odd accounts, are judged all the same.',
    default: true,
  },
  'batch.shift': {
    type: 'number',
    label: 'Shift that holds a whole day',
    description:
      'Population stability index of the day against the days before; 0.25 is the convention. Higher holds less often.',
    default: DEFAULT_BATCH_POLICY.psi,
    min: 0.05,
    max: 5,
    isWhole: false,
  },
  'batch.quarantine-share': {
    type: 'number',
    label: 'Share of odd accounts that is held apart',
    description:
      'Up to this share, 0 to 1, odd accounts are held and the others published; beyond it the whole day is held.',
    default: DEFAULT_BATCH_POLICY.quarantineShare,
    min: 0,
    max: 1,
    isWhole: false,
  },
  'holds.contact': {
    type: 'text',
    label: 'Whom to ask about held forecasts',
    description: 'Stands in the reason of every hold, where people read and decide it. Empty: nobody is named.',
    default: '',
    maxLength: 120,
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof VARIABLES;
export const VARIABLE_NAMES = Object.keys(VARIABLES).filter(isVariableName);
export function isVariableName(text: string): text is VariableName {
  return Object.hasOwn(VARIABLES, text);
}

/** What people have set; absent names have their default. */
export type VariableValues = Readonly<Partial<Record<VariableName, VariableValue>>>;

/** Why a value does not fit, in words; null: it fits. */
export function variableProblem(variable: Variable, value: unknown): string | null {
  switch (variable.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'text':
      return textProblem(variable, value);
    case 'number':
      return numberProblem(variable, value);
  }
}

function textProblem({ maxLength }: TextVariable, value: unknown): string | null {
  const isLine = typeof value === 'string' && value.length <= maxLength && /^[^\p{Cc}]*$/u.test(value);
  return isLine ? null : `must be one line of at most ${maxLength} characters`;
}

function numberProblem({ min, max, isWhole }: NumberVariable, value: unknown): string | null {
  const fits = typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value));
  return fits ? null : `must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`;
}

/** What counts, by name; a value that does not fit any more, because a later version changed the bounds, has its default. */
export const effectiveValue = (name: VariableName, values: VariableValues): VariableValue =>
  VARIABLES[name].type === typedOf(values[name]) && variableProblem(VARIABLES[name], values[name]) === null
    ? (values[name] ?? VARIABLES[name].default)
    : VARIABLES[name].default;

const typedOf = (value: unknown): string => (typeof value === 'string' ? 'text' : typeof value);

function numberOf(name: VariableName, values: VariableValues): number {
  const value = effectiveValue(name, values);
  return typeof value === 'number' ? value : Number.NaN;
}

/** @param values what the run read; absent: it began before there were variables. */
export const gatePolicyOf = (values: VariableValues = {}): GatePolicy => ({
  ...DEFAULT_GATE_POLICY,
  jumpRelative: numberOf('gate.jump', values),
  staleAfterDays: numberOf('gate.stale-days', values),
  warnAfterDays: Math.min(DEFAULT_GATE_POLICY.warnAfterDays, numberOf('gate.stale-days', values)),
  missingSources: numberOf('gate.missing-sources', values),
});

/** The same for the gate of the whole day. */
export const batchPolicyOf = (values: VariableValues = {}): BatchPolicy => ({
  ...DEFAULT_BATCH_POLICY,
  psi: numberOf('batch.shift', values),
  quarantineShare: numberOf('batch.quarantine-share', values),
});

export const comparesDays = (values: VariableValues = {}): boolean => effectiveValue('batch.compare', values) === true;

/** Empty: nobody is named. */
export const contactOf = (values: VariableValues = {}): string => String(effectiveValue('holds.contact', values));
