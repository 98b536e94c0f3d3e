// The gate over a batch of fresh models.
import { expect, test } from 'vitest';
import {
  DEFAULT_TRAINING_POLICY,
  judgeTraining,
  type TrainedAccount,
} from '../../src/domain/forecast/gates/judge-training.ts';

const fine: TrainedAccount = { failure: null, toChampion: 0.98, toNaive: 0.8 };
const batch = (count: number, odd: number, oddOne: Partial<TrainedAccount>): readonly TrainedAccount[] =>
  Array.from({ length: count }, (_, index) => (index < odd ? { ...fine, ...oddOne } : fine));
const rulesOf = (accounts: readonly TrainedAccount[]) => judgeTraining(accounts).findings.map(({ rule }) => rule);

test('a batch in which all went well may be promoted', () => {
  const verdict = judgeTraining(batch(200, 0, {}));
  expect(verdict).toMatchObject({ promotable: true, findings: [], skipped: null });
  expect(verdict.figures).toMatchObject({ accounts: 200, failedShare: 0, comparedWithChampion: 200 });
});

test.each([
  ['more accounts than usual got no model', { failure: 'other' }, 0.1, 'failed'],
  ['many new models are much worse than the champions', { toChampion: 1.5 }, 0.1, 'worse-than-champion'],
  ["many new models are much worse than last week's value", { toNaive: 1.5 }, 0.2, 'worse-than-naive'],
] as const)('when %s, none of the batch is promoted', (_, oddOne, limit, rule) => {
  expect(rulesOf(batch(200, 200 * limit, oddOne))).toEqual([]);
  expect(rulesOf(batch(200, 200 * limit + 1, oddOne))).toEqual([rule]);
  expect(judgeTraining(batch(200, 200 * limit + 1, oddOne)).promotable).toBe(false);
});

test('figures that are not finite hold a batch long before other failures do', () => {
  expect(rulesOf(batch(200, 5, { failure: 'not-finite' }))).toEqual(['not-finite']);
});

test('a finding says the share and the limit in words', () => {
  const [finding] = judgeTraining(batch(100, 30, { failure: 'other' })).findings;
  expect(finding).toMatchObject({ severity: 'hold', figure: 0.3, limit: 0.1 });
  expect(finding?.message).toBe('30 % of the accounts got no model; up to 10 % is let pass.');
});

test('accounts without a champion are not counted as worse than one', () => {
  const accounts = [...batch(95, 0, {}), ...batch(5, 5, { toChampion: null, toNaive: null })];
  expect(judgeTraining(accounts).figures.comparedWithChampion).toBe(95);
  expect(judgeTraining(batch(40, 40, { toChampion: null, toNaive: null }))).toMatchObject({
    promotable: true,
    figures: { worseThanChampionShare: null, worseThanNaiveShare: null },
  });
});

test('below 20 accounts a share says nothing, and the batch is not judged', () => {
  const { minAccounts } = DEFAULT_TRAINING_POLICY;
  const verdict = judgeTraining(batch(minAccounts - 1, minAccounts - 1, { failure: 'other' }));
  expect(verdict).toMatchObject({ promotable: true, findings: [] });
  expect(verdict.skipped).toBe('Not judged: 19 accounts of the 20 it takes.');
});
