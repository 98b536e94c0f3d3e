// Incidents as people handle them: found, looked at, and closed by hand with name and reason.
import { describe, expect, test } from 'vitest';
import { toMorrowError } from '../../src/contract/errors.ts';
import { listAudit } from '../../src/operations/audit.ts';
import { listAlerts, resolveAlert, showAlert } from '../../src/operations/alerts.ts';
import { operationsStack } from '../helpers/operations-stack.ts';
import { raised } from '../storage/forecast-builders.ts';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => toMorrowError(error).code,
  );

describe('an incident', () => {
  test('closed by hand says by whom and why, also in the audit log, and opens anew when its cause is seen again', async () => {
    const deps = await operationsStack();
    await deps.store.alerts.raise(raised({ id: 'breaker/x', detail: 'It answers 503.' }));
    const closed = await resolveAlert(deps, 'breaker/x', { by: 'ada', reason: 'mended' });
    expect(closed).toMatchObject({ detail: 'It answers 503. Resolved by ada: mended' });
    expect(closed.resolvedAt).not.toBeNull();
    expect((await listAudit(deps)).entries).toMatchObject([
      { action: 'alert.resolve', subject: 'alert/breaker/x', after: { by: 'ada', reason: 'mended' } },
    ]);
    expect(await codeOf(resolveAlert(deps, 'breaker/x', { by: 'ada', reason: 'again' }))).toBe('ALERT_NOT_FOUND');
    await deps.store.alerts.raise(raised({ id: 'breaker/x' }));
    expect((await showAlert(deps, 'breaker/x')).alert.resolvedAt).toBeNull();
  });

  test('is not closed without a reason, and is not shown when there is none', async () => {
    const deps = await operationsStack();
    await deps.store.alerts.raise(raised({ id: 'breaker/x' }));
    expect(await codeOf(resolveAlert(deps, 'breaker/x', { by: 'ada', reason: ' ' }))).toBe('INVALID_REQUEST');
    expect((await listAlerts(deps, { open: true })).rows.map(({ id }) => id)).toEqual(['breaker/x']);
    expect(await codeOf(showAlert(deps, 'breaker/y'))).toBe('ALERT_NOT_FOUND');
  });

  test('is found by kind and severity', async () => {
    const deps = await operationsStack();
    await deps.store.alerts.raise(raised({ id: 'breaker/x', severity: 'critical' }));
    await deps.store.alerts.raise(raised({ id: 'rates-differ', severity: 'warning' }));
    const ids = async (query: object) => (await listAlerts(deps, query)).rows.map(({ id }) => id);
    expect(await ids({ kind: 'breaker' })).toEqual(['breaker/x']);
    expect(await ids({ kind: 'rates-differ' })).toEqual(['rates-differ']);
    expect(await ids({ severity: 'critical' })).toEqual(['breaker/x']);
    expect(await codeOf(ids({ kind: 'breaker/x' }))).toBe('INVALID_REQUEST');
  });
});
