// Tries a connection with a real question to the source: the last complete day of an account.
import { MorrowError, toMorrowError, type ErrorCode } from '../../contract/errors.ts';
import { businessDateAt } from '../../domain/calendar/business-date.ts';
import { isAccountId, type AccountId, type IsoDate, type SourceId } from '../../domain/ids.ts';
import { recordChange } from '../audit.ts';
import type { OperationsDeps } from '../deps.ts';
import { parseInput } from '../input.ts';
import { openConnection } from './binding.ts';
import { getConnection, sourceOfId, type ConnectionDeps } from './connections.ts';
import { connectionTestSchema } from './schemas.ts';

/** No report yet, and still: the source is there and takes the credentials. */
const WELL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['REPORT_NOT_READY', 'SOURCE_RATE_LIMITED']);

export const TEST_VERDICTS = ['answers', 'refuses', 'fails'] as const;

export interface ConnectionTest {
  readonly connection: string;
  /** What was tried: what is stored, or what the environment says. */
  readonly from: 'store' | 'environment';
  /** `refuses`: somebody answers there, who does not know the account, or is not the source at all. */
  readonly verdict: (typeof TEST_VERDICTS)[number];
  /** Null: the report came. */
  readonly code: ErrorCode | null;
  readonly message: string;
  /** What to do about it; null when there is nothing to do. */
  readonly action: string | null;
  readonly account: string;
  readonly date: IsoDate;
  readonly tookMs: number;
}

type TestDeps = ConnectionDeps & Pick<OperationsDeps, 'timeZone'>;

/** Asked about when no account has the source: a refusal to know it is an answer, too. */
const NOBODY = 'morrow-test';

/**
 * The id of a source without a stored connection tries what the environment says. A source that fails is an answer, no error.
 * @throws InvalidInputError; MorrowError CONNECTION_NOT_FOUND.
 */
export async function testConnection(deps: TestDeps, id: string, request: unknown = {}): Promise<ConnectionTest> {
  const { account } = parseInput(connectionTestSchema, request);
  const sourceId = sourceOfId(id);
  const record = await deps.store.connections.find(id);
  if (record === null && !deps.sources.list().some((source) => source.id === id)) await getConnection(deps, id);
  const asked = record?.accountId ?? account ?? (await someAccount(deps, sourceId));
  const date = businessDateAt(deps.clock.now().toISOString(), deps.timeZone);
  const began = performance.now();
  const outcome = await outcomeOf(async () => {
    const source = deps.sources.connect(sourceId, record === null ? null : openConnection(deps.secrets, record));
    source.readReport(await source.fetchReport(asked, { from: date, to: date }));
  });
  const tookMs = Math.round(performance.now() - began);
  const from = record === null ? 'environment' : 'store';
  const test = { connection: id, from, ...outcome, account: asked, date, tookMs } as const;
  const { verdict, code } = outcome;
  await recordChange(deps, { action: 'connection.test', subject: `connection/${id}`, after: { verdict, code } });
  return test;
}

async function outcomeOf(
  ask: () => Promise<void>,
): Promise<Pick<ConnectionTest, 'verdict' | 'code' | 'message' | 'action'>> {
  try {
    await ask();
    return { verdict: 'answers', code: null, message: 'The source answers with a report.', action: null };
  } catch (error) {
    const { code, message, definition } = toMorrowError(error);
    const verdict = verdictOf(code);
    return { verdict, code, message, action: verdict === 'answers' ? null : definition.action };
  }
}

function verdictOf(code: ErrorCode): ConnectionTest['verdict'] {
  if (WELL.has(code)) return 'answers';
  return code === 'SOURCE_REJECTED_REQUEST' ? 'refuses' : 'fails';
}

/** The first accounts only: a person waits. */
const LOOKED_AT = 1_000;

async function someAccount({ store }: TestDeps, source: SourceId): Promise<AccountId> {
  const accounts = await store.accounts.list({}, { after: null, limit: LOOKED_AT });
  const user = accounts.find(({ sources }) => sources.includes(source));
  if (user !== undefined) return user.id;
  if (isAccountId(NOBODY)) return NOBODY;
  throw new MorrowError('INTERNAL', 'The account that nobody has is no account id.');
}
