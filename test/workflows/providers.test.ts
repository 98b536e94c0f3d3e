// The breakers' keepers and the comparison of rates, on a server that skips time: what is stored is what workers go by.
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OperateBreaker, RatesCheckResult } from '../../src/contract/provider-messages.ts';
import { DEFAULT_QUEUE } from '../../src/contract/queues.ts';
import { WORKFLOWS, dayRunId, providerBreakerId, ratesCheckId } from '../../src/contract/workflow-ids.ts';
import { takeProbe } from '../../src/domain/provider/claim.ts';
import type { BreakerState, OutcomeCounts, ProviderId, ProviderState } from '../../src/domain/provider/types.ts';
import { isoDate, sourceId, u1, u2 } from '../helpers/builders.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { startWorkflowStack, type WorkflowStack } from '../helpers/workflow-stack.ts';

const BROKEN: OutcomeCounts = { requests: 40, failures: 40 };

let stack: WorkflowStack;

beforeAll(async () => {
  stack = await startWorkflowStack({ checkRatesInDays: true });
  await stack.store.accounts.save(u1());
  await stack.store.accounts.save(u2());
});
afterAll(async () => {
  expect(await stack.replayAll()).toBeGreaterThan(0);
  await stack.close();
});
beforeEach(() => {
  stack.outside.reserveFactor = 1;
});

const stored = async (provider: ProviderId): Promise<ProviderState | undefined> =>
  (await stack.store.providers.list()).find(({ id }) => id === provider);

const keeperOf = async (provider: ProviderId) =>
  await stack.start(WORKFLOWS.providerBreaker, providerBreakerId(provider), { provider }, DEFAULT_QUEUE);

const storedMode = (provider: ProviderId, mode: BreakerState['mode']) =>
  waitFor(`${provider} ${mode}`, async () => (await stored(provider))?.breaker.mode === mode);

/** The alert while it is open. */
const openAlert = async (id: string) =>
  (await stack.store.alerts.list({ open: true, limit: 100 })).find((alert) => alert.id === id);

/** Not terminated: the server would keep waiting for the task it has handed out, and skip no more time. */
async function end(keeper: WorkflowHandle): Promise<void> {
  await keeper.cancel();
  await keeper.result().catch(() => undefined);
}

describe('a breaker', () => {
  test('opens, probes after its pause, and closes when the provider has recovered', async () => {
    const provider = sourceId('app-store-1');
    const keeper = await keeperOf(provider);
    await keeper.signal('outcomes', BROKEN);
    await storedMode(provider, 'open');
    await waitFor('an alert', async () => (await openAlert(`breaker/${provider}`))?.title.includes(provider) === true);

    await stack.env.sleep('11 seconds');
    await storedMode(provider, 'half-open');
    expect((await stored(provider))?.probesLeft).toBe(3);

    await keeper.signal('probes', { requests: 1, failures: 0 });
    await keeper.signal('probes', { requests: 2, failures: 0 });
    await storedMode(provider, 'closed');
    expect(await keeper.result()).toMatchObject({ mode: 'closed', by: 'automatic' });
    expect(await openAlert(`breaker/${provider}`)).toBeUndefined();
  });

  test('pauses for longer each time a probe fails', async () => {
    const provider = sourceId('app-store-2');
    const keeper = await keeperOf(provider);
    await keeper.signal('outcomes', BROKEN);
    const pauses: number[] = [];
    for (let opening = 1; opening <= 3; opening += 1) {
      await waitFor('open', async () => (await stored(provider))?.breaker.trips === opening);
      const { sinceMs = 0, untilMs } = (await stored(provider))?.breaker ?? {};
      pauses.push((untilMs ?? 0) - sinceMs);
      await stack.env.sleep((untilMs ?? 0) - sinceMs + 1_000);
      await storedMode(provider, 'half-open');
      await keeper.signal('probes', { requests: 1, failures: 1 });
    }
    expect(pauses).toEqual([10_000, 20_000, 40_000]);
    await end(keeper);
  });

  test('gives its probes out anew when the process that had them is gone', async () => {
    const provider = sourceId('app-store-3');
    const keeper = await keeperOf(provider);
    await keeper.signal('outcomes', BROKEN);
    await storedMode(provider, 'open');
    await stack.env.sleep('11 seconds');
    await storedMode(provider, 'half-open');
    for (let probe = 1; probe <= 3; probe += 1) {
      await stack.store.providers.update(provider, (state) => ({ state: takeProbe(state) ?? state, result: null }));
    }
    expect((await stored(provider))?.probesLeft).toBe(0);
    await stack.env.sleep('31 seconds');
    await waitFor('new probes', async () => (await stored(provider))?.probesLeft === 3);
    await end(keeper);
  });

  test('goes on from what is stored when its keeper was lost', async () => {
    const provider = sourceId('ad-exchange');
    const lost = await keeperOf(provider);
    await lost.signal('outcomes', BROKEN);
    await storedMode(provider, 'open');
    await end(lost);
    await stack.env.sleep('60 seconds');
    const keeper = await keeperOf(provider);
    await keeper.signal('outcomes', { requests: 0, failures: 0 });
    await storedMode(provider, 'half-open');
    await keeper.signal('probes', { requests: 3, failures: 0 });
    await storedMode(provider, 'closed');
    await keeper.result();
  });

  test('is opened and closed by a person, who says why', async () => {
    const keeper = await keeperOf('rates-a');
    const operate = (request: OperateBreaker) =>
      keeper.executeUpdate<BreakerState, [OperateBreaker]>('operate', { args: [request] });
    expect(await operate({ action: 'open', by: 'ada', reason: 'announced maintenance' })).toMatchObject({
      mode: 'open',
      untilMs: null,
      by: 'ada',
    });
    expect((await stored('rates-a'))?.breaker.mode).toBe('open');
    expect(await keeper.query('state')).toMatchObject({ mode: 'open', reason: 'announced maintenance' });

    await stack.env.sleep('1 hour');
    expect((await stored('rates-a'))?.breaker.mode).toBe('open');

    await expect(operate({ action: 'close', by: ' ', reason: '' })).rejects.toThrow();
    expect(await operate({ action: 'close', by: 'ada', reason: 'over' })).toMatchObject({ mode: 'closed' });
    expect((await stored('rates-a'))?.breaker.mode).toBe('closed');
    expect(await keeper.result()).toMatchObject({ mode: 'closed', by: 'ada' });
  });
});

describe('the rates of A and B', () => {
  const check = (date: string) => stack.env.client.workflow.getHandle(ratesCheckId(isoDate(date)));

  async function dayWith(date: string, factor: number): Promise<RatesCheckResult> {
    stack.outside.reserveFactor = factor;
    const day = await stack.startDay({ pipeline: 'daily', date: isoDate(date), horizonDays: 2 });
    await day.result();
    return (await check(date).result()) as RatesCheckResult;
  }

  test('that differ by more than the set per cent are an alert; the day is priced by A all the same', async () => {
    expect(await dayWith('2026-04-01', 1.02)).toMatchObject({ compared: 3, alerted: true });
    const alert = await openAlert('rates-differ');
    expect(alert?.title).toBe('Rates A and B of 2026-04-01 differ by more than 1 %');
    expect(alert?.detail).toMatch(/USD 2\.00 %/);
    const stored_ = await stack.store.rates.findByDate(isoDate('2026-04-01'));
    expect(stored_.map(({ provider }) => provider)).toEqual(['rates-a']);
  });

  test('are kept per date with what they differ by, for the page that shows them', async () => {
    const day = isoDate('2026-04-01');
    const [kept] = await stack.store.ratesComparisons.list({ from: day, to: day });
    expect(kept).toMatchObject({ date: day, currencies: 3, limitPercent: 1, alerted: true });
    expect(kept?.differences).toHaveLength(3);
    for (const { a, b, percent } of kept?.differences ?? []) {
      expect(percent).toBeCloseTo(2, 4);
      expect(b / a).toBeCloseTo(1.02, 6);
    }
  });

  test('that agree again end the alert', async () => {
    expect(await dayWith('2026-04-02', 1.009)).toMatchObject({ compared: 3, alerted: false });
    expect(await openAlert('rates-differ')).toBeUndefined();
  });

  test('are compared also when the day is done before B has published', async () => {
    stack.outside.isReserveLate = true;
    const day = await stack.startDay({ pipeline: 'daily', date: isoDate('2026-04-03'), horizonDays: 2 });
    await day.result();
    stack.outside.isReserveLate = false;
    expect(await check('2026-04-03').result()).toMatchObject({ compared: 3 });
  });

  test('are compared once for each date, however often it runs', async () => {
    const first = await check('2026-04-02').describe();
    const again = await stack.startDay({ pipeline: 'daily', date: isoDate('2026-04-02'), horizonDays: 2, force: true });
    expect(again.id).toBe(dayRunId('daily', isoDate('2026-04-02')));
    await again.result();
    expect((await check('2026-04-02').describe()).runId).toBe(first.runId);
  });
});
