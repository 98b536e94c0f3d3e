// Whether every source and rates provider answers, with the credentials that are configured: one cheap question each.
import type { Config } from '../../../src/config/config.ts';
import { createRatesProviders } from '../../../src/connectors/rates-providers.ts';
import { toMorrowError, type ErrorCode } from '../../../src/contract/errors.ts';
import { isAccountId, type AccountId, type IsoDate, type SourceId } from '../../../src/domain/ids.ts';
import type { RatesProvider } from '../../../src/ports/rates-provider.ts';
import { storedConnections } from '../../../src/operations/connections/binding.ts';
import type { RevenueSource, SourceConnection } from '../../../src/ports/revenue-source.ts';
import type { SecretBox } from '../../../src/ports/secret-box.ts';
import type { Store } from '../../../src/ports/store.ts';
import { connectionParts } from '../../../workers/connection-parts.ts';
import { failedWith, ok, type Diagnosis } from './check.ts';
import { withExistingStore } from './store.ts';

/** Answers that show that the source is there and knows us, although it has no report for this question. */
const ALIVE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'REPORT_NOT_READY',
  'SOURCE_RATE_LIMITED',
  'SOURCE_REJECTED_REQUEST',
  'RATES_NOT_PUBLISHED',
]);

/** Asked about when no account has the source: a refusal to know it is an answer, too. */
const NOBODY = 'morrow-doctor';
const nobody = (): AccountId | null => (isAccountId(NOBODY) ? NOBODY : null);

/** @param date a day that is over. */
export async function examineSources(config: Config, date: IsoDate): Promise<readonly Diagnosis[]> {
  const { sources: door, secrets } = connectionParts(config);
  const known = door.list().map(({ id }) => id);
  const users = await findUsers(config, { known, secrets });
  const sources = door.list().map(({ id }) => door.connect(id, users.get(id)?.connection ?? null));
  const [ofSources, ofProviders] = await Promise.all([
    Promise.all(sources.map((source) => examineSource(source, users.get(source.id)?.account ?? null, date))),
    Promise.all(createRatesProviders(config).map((provider) => examineProvider(provider, date))),
  ]);
  return [...ofSources, ...judgeProviders(ofProviders)];
}

/** One of the two is enough. */
function judgeProviders(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  const oneAnswers = diagnoses.some(({ verdict }) => verdict === 'ok');
  return diagnoses.map((diagnosis) =>
    diagnosis.verdict === 'fail' && oneAnswers ? { ...diagnosis, verdict: 'warn' } : diagnosis,
  );
}

interface SourceUse {
  /** Null: no account uses it. */
  readonly account: AccountId | null;
  /** Null: nothing is stored, the environment counts. */
  readonly connection: SourceConnection | null;
}

interface Registered {
  readonly known: readonly SourceId[];
  readonly secrets: SecretBox;
}

/** For every source an active account that uses it, and the connection that it would use. */
async function findUsers(config: Config, { known, secrets }: Registered): Promise<ReadonlyMap<SourceId, SourceUse>> {
  const users = new Map<SourceId, SourceUse>();
  const collect = async (store: Store): Promise<void> => {
    const find = storedConnections(store, secrets);
    const accounts = await store.accounts.list({}, { after: null, limit: 1_000 });
    for (const source of known) {
      const account = accounts.find(({ sources }) => sources.includes(source))?.id ?? null;
      const asked = account ?? nobody();
      if (asked !== null) users.set(source, { account, connection: await find(source, asked) });
    }
  };
  // A store that cannot be read, or a secret that does not open, is another examination's finding.
  await withExistingStore(config.store, collect).catch(() => null);
  return users;
}

async function examineSource(source: RevenueSource, user: AccountId | null, date: IsoDate): Promise<Diagnosis> {
  const name = `source ${source.id}`;
  const account = user ?? nobody();
  if (account === null) return ok(name, 'not asked');
  const whom = user === null ? 'no account uses it' : `asked for ${user} on ${date}`;
  try {
    await source.fetchReport(account, { from: date, to: date });
    return ok(name, `answers (${whom})`);
  } catch (error) {
    const { code } = toMorrowError(error);
    // What nobody uses may well be missing.
    return ALIVE.has(code)
      ? ok(name, `answers ${code} (${whom})`)
      : failedWith(name, error, user === null ? 'warn' : 'fail');
  }
}

async function examineProvider(provider: RatesProvider, date: IsoDate): Promise<Diagnosis> {
  const name = `rates ${provider.id}`;
  try {
    const { quoteDate, rates } = await provider.fetchRates(date);
    return ok(name, `answers: ${Object.keys(rates).length} currencies of ${quoteDate}`);
  } catch (error) {
    const { code } = toMorrowError(error);
    return ALIVE.has(code) ? ok(name, `answers ${code}`) : failedWith(name, error);
  }
}
