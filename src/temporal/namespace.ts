// Makes a namespace fit for us on every start: retention and search attributes. Both are checked afterwards, because the
// server takes neither from its start options once the namespace exists.
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import type { Connection } from '@temporalio/client';
import { MorrowError } from '../contract/errors.ts';
import {
  SEARCH_ATTRIBUTE_NAMES,
  SEARCH_ATTRIBUTE_TYPE,
  type SearchAttributeName,
} from '../contract/search-attributes.ts';

export interface NamespaceOptions {
  readonly namespace: string;
  /** Closed runs stay at least this long. A longer retention is left alone. */
  readonly retentionDays?: number;
}

const DEFAULT_RETENTION_DAYS = 30;
const SECONDS_PER_DAY = 86_400;
const KEYWORD = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;

/** Safe to repeat. @throws MorrowError NAMESPACE_NOT_READY when the server did not take the settings. */
export async function prepareNamespace(connection: Connection, options: NamespaceOptions): Promise<void> {
  await ensureRetention(connection, options.namespace, options.retentionDays ?? DEFAULT_RETENTION_DAYS);
  await ensureSearchAttributes(connection, options.namespace);
}

async function ensureRetention(connection: Connection, namespace: string, days: number): Promise<void> {
  if ((await readRetentionDays(connection, namespace)) >= days) return;
  const workflowExecutionRetentionTtl = msToTs(days * SECONDS_PER_DAY * 1_000);
  await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  const actual = await readRetentionDays(connection, namespace);
  if (actual < days) throw notReady(namespace, `it keeps closed runs ${actual} days instead of ${days}`);
}

/** How long closed runs stay, in days. */
export async function readRetentionDays(connection: Connection, namespace: string): Promise<number> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / SECONDS_PER_DAY;
}

async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await findMissingAttributes(connection, namespace);
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  const left = await findMissingAttributes(connection, namespace);
  if (left.length > 0) throw notReady(namespace, `it did not take the search attributes ${left.join(', ')}`);
}

async function findMissingAttributes(connection: Connection, namespace: string): Promise<SearchAttributeName[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const existing = SEARCH_ATTRIBUTE_NAMES.filter((name) => customAttributes[name] !== undefined);
  const wrong = existing.find((name) => customAttributes[name] !== KEYWORD);
  if (wrong !== undefined) throw notReady(namespace, `its search attribute ${wrong} is not a ${SEARCH_ATTRIBUTE_TYPE}`);
  return SEARCH_ATTRIBUTE_NAMES.filter((name) => !existing.includes(name));
}

const notReady = (namespace: string, problem: string): MorrowError =>
  new MorrowError(
    'NAMESPACE_NOT_READY',
    `Temporal's namespace ${namespace} is not usable: ${problem}. Change it with \`temporal operator\`, or set TEMPORAL_NAMESPACE to another one.`,
    { facts: { namespace } },
  );
