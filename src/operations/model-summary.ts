// A model of the registry in a few figures: what lists and screens show of it.
import { backtestReport, type BacktestRow } from '../domain/forecast/backtest-report.ts';
import type { StoredModel } from '../domain/forecast/types.ts';

export type ModelSummary = Pick<
  StoredModel,
  | 'id'
  | 'accountId'
  | 'version'
  | 'stage'
  | 'kind'
  | 'reason'
  | 'confidence'
  | 'businessDate'
  | 'currency'
  | 'createdAt'
  | 'promotion'
> & {
  /** Observed days that it learned from. */
  readonly observed: number;
  /** Step 1 of the backtest; null without one. */
  readonly backtest: BacktestRow | null;
};

export const summariseModel = (model: StoredModel): ModelSummary => ({
  id: model.id,
  accountId: model.accountId,
  version: model.version,
  stage: model.stage,
  kind: model.kind,
  reason: model.reason,
  confidence: model.confidence,
  businessDate: model.businessDate,
  currency: model.currency,
  createdAt: model.createdAt,
  promotion: model.promotion,
  observed: model.data.observed,
  backtest: backtestReport(model)[0] ?? null,
});
