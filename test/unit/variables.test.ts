// Variables: what fits, what they change, and who changed them.
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../scripts/cli/main.ts';
import { DEFAULT_BATCH_POLICY, DEFAULT_GATE_POLICY } from '../../src/domain/forecast/gates/policy.ts';
import { toMorrowError } from '../../src/contract/errors.ts';
import {
  VARIABLES,
  VARIABLE_NAMES,
  batchPolicyOf,
  comparesDays,
  effectiveValue,
  gatePolicyOf,
  variableProblem,
} from '../../src/domain/variables.ts';
import { listAudit } from '../../src/operations/audit.ts';
import {
  listVariables,
  resetVariable,
  setVariable,
  variableVersion,
  variablesOfRun,
} from '../../src/operations/variables.ts';
import { startApiStack } from '../helpers/api-stack.ts';
import { operationsStack } from '../helpers/operations-stack.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: unknown) => toMorrowError(error).code,
  );

describe('a value', () => {
  test('that is the default fits, for every variable', () => {
    for (const name of VARIABLE_NAMES) expect(variableProblem(VARIABLES[name], VARIABLES[name].default)).toBeNull();
  });

  test.each([
    ['gate.jump', '0.8', 'must be a number from 0.2 to 2'],
    ['gate.jump', 2.1, 'must be a number from 0.2 to 2'],
    ['gate.jump', Number.NaN, 'must be a number from 0.2 to 2'],
    ['gate.stale-days', 2.5, 'must be a whole number from 2 to 60'],
    ['batch.compare', 'false', 'must be true or false'],
    ['holds.contact', 'two\nlines', 'must be one line of at most 120 characters'],
    ['holds.contact', 'x'.repeat(121), 'must be one line of at most 120 characters'],
  ] as const)('of %s that is %j is refused in words', (name, value, problem) => {
    expect(variableProblem(VARIABLES[name], value)).toBe(problem);
  });

  test('that does not fit any more counts as not set, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VARIABLE_NAMES), fc.anything(), (name, value) => {
        const stored = { [name]: value } as Parameters<typeof effectiveValue>[1];
        const counts = effectiveValue(name, stored);
        expect(variableProblem(VARIABLES[name], counts)).toBeNull();
      }),
    );
  });

  test('changes the limit it is named for, and nothing set changes none', () => {
    expect([gatePolicyOf(), batchPolicyOf({}), comparesDays()]).toEqual([
      DEFAULT_GATE_POLICY,
      DEFAULT_BATCH_POLICY,
      true,
    ]);
    expect(gatePolicyOf({ 'gate.jump': 1.5, 'gate.stale-days': 30, 'gate.missing-sources': 1 })).toEqual({
      ...DEFAULT_GATE_POLICY,
      jumpRelative: 1.5,
      staleAfterDays: 30,
      missingSources: 1,
    });
    expect(batchPolicyOf({ 'batch.shift': 1, 'batch.quarantine-share': 0 })).toMatchObject({
      psi: 1,
      quarantineShare: 0,
    });
    expect(comparesDays({ 'batch.compare': false })).toBe(false);
  });
});

describe('setting a variable', () => {
  test('keeps who, when, before and after', async () => {
    const deps = await operationsStack();
    const set = await setVariable(deps, 'gate.jump', { value: 0.8, revision: null });
    expect(set).toMatchObject({ value: 0.8, default: 0.6, setAt: '2026-11-22T10:00:00.000Z' });
    await resetVariable(deps, 'gate.jump');
    const { entries } = await listAudit(deps);
    expect(entries.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
      { action: 'variable.reset', before: { value: 0.8 }, after: { value: 0.6 } },
      { action: 'variable.set', before: { value: 0.6 }, after: { value: 0.8 } },
    ]);
    expect((await listVariables(deps)).find(({ name }) => name === 'gate.jump')).toMatchObject({
      value: 0.6,
      setBy: null,
    });
  });

  test('tells the second of two people, and loses nothing of the first', async () => {
    const deps = await operationsStack();
    const { revision } = await setVariable(deps, 'gate.jump', { value: 0.8, revision: null });
    expect(await codeOf(setVariable(deps, 'gate.jump', { value: 1, revision: null }))).toBe('VARIABLE_CHANGED');
    expect((await listVariables(deps))[0]?.value).toBe(0.8);
    expect(await codeOf(setVariable(deps, 'gate.jump', { value: 1, revision }))).toBe('done');
  });

  test('back to its default tells the second of two people, too', async () => {
    const deps = await operationsStack();
    const first = await setVariable(deps, 'gate.jump', { value: 0.8 }, ['default']);
    expect(await codeOf(setVariable(deps, 'gate.jump', { value: 1 }, ['default']))).toBe('VARIABLE_CHANGED');
    await setVariable(deps, 'gate.jump', { value: 0.9 }, [variableVersion(first)]);
    expect(await codeOf(resetVariable(deps, 'gate.jump', [variableVersion(first)]))).toBe('VARIABLE_CHANGED');
    expect((await listVariables(deps))[0]?.value).toBe(0.9);
    expect(await codeOf(resetVariable(deps, 'gate.jump', 'any'))).toBe('done');
    expect(await codeOf(resetVariable(deps, 'gate.jump', [variableVersion(first)]))).toBe('VARIABLE_CHANGED');
    expect(await codeOf(resetVariable(deps, 'gate.jump', ['default']))).toBe('done');
  });

  test('over HTTP goes by If-Match, with the tag that the change before was answered with', async () => {
    const api = await startApiStack();
    onTestFinished(() => api.close());
    const change = (method: 'PUT' | 'DELETE', tag: string, value?: number) =>
      api.call(method, '/api/variables/gate.jump', {
        ...(value === undefined ? {} : { json: { value } }),
        headers: { 'if-match': tag },
      });
    const { status, headers } = await change('PUT', '"default"', 0.8);
    expect(status).toBe(200);
    expect(await change('PUT', '"default"', 0.9)).toMatchObject({ status: 412, body: { code: 'VARIABLE_CHANGED' } });
    expect(await change('DELETE', '"another"')).toMatchObject({ status: 412, body: { code: 'VARIABLE_CHANGED' } });
    expect(await change('DELETE', headers.etag ?? '')).toMatchObject({ status: 200, headers: { etag: '"default"' } });
  });

  test('is refused for an unknown name, a wrong type, and a run that read none', async () => {
    const deps = await operationsStack();
    expect(await codeOf(setVariable(deps, 'gate.jumps', { value: 1 }))).toBe('VARIABLE_NOT_FOUND');
    expect(await codeOf(setVariable(deps, 'toString', { value: 1 }))).toBe('VARIABLE_NOT_FOUND');
    expect(await codeOf(setVariable(deps, 'gate.jump', { value: true }))).toBe('INVALID_REQUEST');
    expect(await codeOf(variablesOfRun(deps, 'day/daily/2026-11-21'))).toBe('RUN_NOT_FOUND');
  });

  test('works from the command line, which reads the value as its type', async () => {
    const folder = scratchFolder();
    const run = async (...args: readonly string[]) => {
      const out = { stdout: '', stderr: '' };
      const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (out[name] += text) });
      const host = { env: { MORROW_STATE_DIR: folder }, folder, stdout: stream('stdout'), stderr: stream('stderr') };
      const exitCode = await runCli([...args, '--json'], host);
      return { exitCode, ...out };
    };
    expect(JSON.parse((await run('variables', 'set', 'batch.compare', 'false')).stdout)).toMatchObject([
      { value: false },
    ]);
    expect(JSON.parse((await run('variables', 'set', 'gate.stale-days', '9')).stdout)).toMatchObject([{ value: 9 }]);
    expect(await run('variables', 'set', 'gate.stale-days', 'nine')).toMatchObject({ exitCode: 2 });
    expect(JSON.parse((await run('variables', 'reset', 'batch.compare')).stdout)).toMatchObject([{ value: true }]);
  });
});
