// A change that is done while the audit log is away: it is told as done, and its entry is lost nowhere.
import pino from 'pino';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { MorrowError } from '../../src/contract/errors.ts';
import { createUnauditedChanges } from '../../src/observability/metrics/unaudited-changes.ts';
import { recordChange } from '../../src/operations/audit.ts';
import { runAs } from '../../src/operations/caller.ts';
import { setVariable } from '../../src/operations/variables.ts';
import type { AuditEntry, Store } from '../../src/ports/store.ts';
import { startApiStack, type Answer } from '../helpers/api-stack.ts';
import { operationsStack } from '../helpers/operations-stack.ts';

const withoutAudit = (store: Store): Store => ({
  ...store,
  audit: { ...store.audit, append: () => Promise.reject(new MorrowError('STORE_UNREACHABLE', 'It went away.')) },
});

test('an operation says what it did, and hands the entry over whole', async () => {
  const deps = await operationsStack();
  const entries: AuditEntry[] = [];
  const without = {
    ...deps,
    store: withoutAudit(deps.store),
    reportUnaudited: (entry: AuditEntry) => void entries.push(entry),
  };
  const ada = { kind: 'user', name: 'ada', role: 'operator' } as const;
  const set = await runAs(ada, () => setVariable(without, 'gate.jump', { value: 0.8 }));
  expect(set).toMatchObject({ value: 0.8, setBy: 'ada' });
  expect(entries).toMatchObject([
    { actor: 'ada', action: 'variable.set', subject: 'variable/gate.jump', after: { value: 0.8 } },
  ]);
});

test('over HTTP it is answered as done, and sending it again under its key does nothing twice', async () => {
  const reasons: unknown[] = [];
  const api = await startApiStack({
    change: (operations) => ({
      ...operations,
      store: withoutAudit(operations.store),
      reportUnaudited: (_entry, reason) => void reasons.push(reason),
    }),
  });
  onTestFinished(() => api.close());
  const add = (): Promise<Answer> =>
    api.call('POST', '/api/accounts', {
      json: { id: 'u1', sources: ['ad-exchange'], currency: 'EUR' },
      headers: { 'idempotency-key': 'once' },
    });
  const [first, again] = [await add(), await add()];
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(reasons).toMatchObject([{ code: 'STORE_UNREACHABLE' }]);
});

test('the log of the API has the entry whole, without secrets, and it is counted', async () => {
  const lines: string[] = [];
  const unaudited = createUnauditedChanges(pino({ level: 'info' }, { write: (line: string) => lines.push(line) }));
  const registry = new Registry();
  registry.registerMetric(unaudited.counter);
  expect(await registry.metrics()).toContain('morrow_unaudited_changes_total 0');
  const deps = await operationsStack();
  const without = { ...deps, store: withoutAudit(deps.store), reportUnaudited: unaudited.report };
  await recordChange(without, { action: 'user.add', subject: 'user/ada', after: { role: 'viewer', password: 'hush' } });
  expect(await registry.metrics()).toContain('morrow_unaudited_changes_total 1');
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 50, entry: { subject: 'user/ada', after: { role: 'viewer', password: '(not kept)' } } },
  ]);
});
