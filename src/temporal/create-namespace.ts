// Creates a namespace on a server that does not bring one along (a dev server does), and waits until the server knows it everywhere.
import { isGrpcServiceError, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { MorrowError } from '../contract/errors.ts';
import { SEARCH_ATTRIBUTE_NAMES } from '../contract/search-attributes.ts';
import { prepareNamespace } from './namespace.ts';
import { retryUntil } from './retry-until.ts';

export interface NewNamespace {
  readonly namespace: string;
  /** For a namespace that does not exist yet; one that exists keeps a longer retention. */
  readonly retentionDays: number;
  /** How long the server may take until it uses what it was told, in ms. */
  readonly deadlineMs: number;
}

const MS_PER_DAY = 86_400_000;
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/**
 * Creates the namespace when it is missing, gives it retention and search attributes, and returns when a query for them is
 * understood: before that, a server would refuse to start our workflows. Safe to repeat, also by two at the same time.
 * @throws MorrowError NAMESPACE_NOT_READY when the server refuses, or has not taken it by the deadline.
 */
export async function ensureNamespace(connection: Connection, options: NewNamespace): Promise<'created' | 'existing'> {
  try {
    return await createAndPrepare(connection, options);
  } catch (error) {
    if (!isGrpcServiceError(error)) throw error;
    throw new MorrowError(
      'NAMESPACE_NOT_READY',
      `Temporal's namespace ${options.namespace} cannot be created or prepared: ${error.details}.`,
      { facts: { namespace: options.namespace }, cause: error },
    );
  }
}

async function createAndPrepare(connection: Connection, options: NewNamespace): Promise<'created' | 'existing'> {
  const { namespace, retentionDays, deadlineMs } = options;
  const outcome = await createIfMissing(connection, options);
  const patience = { deadlineMs, isFinal: (error: unknown) => !isNotYetKnown(error) };
  await retryUntil(() => prepareNamespace(connection, { namespace, retentionDays }), patience);
  await retryUntil(() => queryByAttributes(connection, namespace), patience);
  return outcome;
}

async function createIfMissing(
  connection: Connection,
  { namespace, retentionDays }: NewNamespace,
): Promise<'created' | 'existing'> {
  if (await exists(connection, namespace)) return 'existing';
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      description: 'Daily revenue and forecasts',
      workflowExecutionRetentionPeriod: msToTs(retentionDays * MS_PER_DAY),
    });
    return 'created';
  } catch (error) {
    if (hasCode(error, ALREADY_EXISTS)) return 'existing';
    throw error;
  }
}

async function exists(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch (error) {
    if (hasCode(error, NOT_FOUND)) return false;
    throw error;
  }
}

async function queryByAttributes(connection: Connection, namespace: string): Promise<void> {
  const query = SEARCH_ATTRIBUTE_NAMES.map((name) => `${name} = 'probe'`).join(' OR ');
  await connection.workflowService.countWorkflowExecutions({ namespace, query });
}

/** Every service of a server reads namespaces and their attributes from a cache of some seconds. */
const isNotYetKnown = (error: unknown): boolean => hasCode(error, NOT_FOUND) || hasCode(error, INVALID_ARGUMENT);

const hasCode = (error: unknown, code: number): boolean => isGrpcServiceError(error) && error.code === code;
