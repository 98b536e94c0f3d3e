// What the page of settings says, worked out from answers and from what was typed. Pure.
import type { Session } from '../client/session.ts';
import type { ConnectionSource, ConnectionTest, RunVariables, Variable } from '../client/types.ts';
import { SETTINGS_TABS, type SettingsTab } from '../state/settings-search.ts';

type Role = Session['role'];

const FOR_ADMINS: ReadonlySet<SettingsTab> = new Set<SettingsTab>(['connections', 'users', 'keys']);

/** What the role may look at. */
export const tabsFor = (role: Role): readonly SettingsTab[] =>
  SETTINGS_TABS.filter((tab) => role === 'admin' || !FOR_ADMINS.has(tab));

export const mayChange = (role: Role): boolean => role !== 'viewer';

/** Null: everything is there. */
export function hiddenFrom({ name, role }: Pick<Session, 'name' | 'role'>): string | null {
  if (role === 'admin') return null;
  const read = role === 'viewer' ? ' You may look at the rest, and change nothing.' : '';
  return `${name} is ${role === 'viewer' ? 'a viewer' : 'an operator'}: connections, users and keys are for admins.${read}`;
}

/** What was typed, as the type of the variable; what cannot be read stays the text that it is, and is refused as such. */
export function readTyped(type: Variable['type'], text: string): number | boolean | string {
  if (type === 'boolean') return text === 'true';
  if (type === 'text') return text;
  return /^\s*-?\d+([.,]\d+)?\s*$/.test(text) ? Number(text.trim().replace(',', '.')) : text;
}

export function describeBounds({ type, bounds, maxLength }: Variable): string {
  if (bounds !== null) return `${bounds.whole ? 'a whole number' : 'a number'} from ${bounds.min} to ${bounds.max}`;
  return type === 'boolean' ? 'on or off' : `a line of at most ${maxLength ?? 0} characters`;
}

export const showValue = (value: Variable['value']): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : value === '' ? 'empty' : String(value);

export const USES: Readonly<Record<ConnectionSource['uses'], string>> = {
  store: 'the connection below',
  environment: 'the credentials of the environment',
  nothing: 'nothing: it cannot be asked',
};

export const describeTest = ({ verdict, account, date, tookMs }: ConnectionTest): string =>
  `${VERDICTS[verdict]} Asked for ${account} on ${date}, ${tookMs} ms.`;

const VERDICTS: Readonly<Record<ConnectionTest['verdict'], string>> = {
  answers: 'The source answers, and takes the credentials.',
  refuses: 'Somebody answers there, and refuses the question: the account is unknown there, or the address is wrong.',
  fails: 'It does not work.',
};

/** Those that had another value than their default. */
export const setInRun = ({ variables }: RunVariables): RunVariables['variables'] =>
  variables.filter(({ value, default: usual }) => value !== usual);
