// What a thread computes: the stages of training, and predictions that are asked for; each a pure rule of the domain.
import type { CandidateBacktest } from '../../domain/forecast/backtest-result.ts';
import { backtestCandidates } from '../../domain/forecast/backtest.ts';
import type { ForecastInput, ForecastModel, ModelSettings } from '../../domain/forecast/model.ts';
import { predictOnDemand } from '../../domain/forecast/on-demand/prediction.ts';
import { prepareInput, type PreparationReport } from '../../domain/forecast/prepare.ts';
import { selectModel } from '../../domain/forecast/select.ts';
import { trainModel } from '../../domain/forecast/train.ts';
import { compareModels } from './compare-models.ts';
import { requireFiniteFigures } from './finite.ts';
import { createChunkRunner } from './run-chunk.ts';

export interface TrainTask {
  readonly input: ForecastInput;
  readonly settings: ModelSettings;
}

const JOBS = {
  train: ({ input, settings }: TrainTask): ForecastModel => requireFiniteFigures(trainModel(input, settings)),
  prepare: ({ input, settings }: TrainTask): PreparationReport => prepareInput(input, settings.depthDays),
  backtest: ({ input, settings }: TrainTask): CandidateBacktest =>
    requireFiniteFigures(backtestCandidates(input, settings)),
  select: (backtest: CandidateBacktest): ForecastModel => requireFiniteFigures(selectModel(backtest)),
  compare: compareModels,
  predict: predictOnDemand,
};

export type TrainingJobs = typeof JOBS;

export const runChunk = createChunkRunner(JOBS);
