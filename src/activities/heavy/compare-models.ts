// Holds a fresh model against the one that is served, in a worker thread: both recipes forecast the same days of the same history,
// each day from what was known the evening before.
import { daysBetween } from '../../domain/calendar/dates.ts';
import type { ForecastInput, ForecastModel } from '../../domain/forecast/model.ts';
import { replayModel, until, type ReplayedError } from '../../domain/forecast/replay.ts';
import { trainModel } from '../../domain/forecast/train.ts';
import type { IsoDate } from '../../domain/ids.ts';

export interface CompareTask {
  readonly input: ForecastInput;
  readonly challenger: ForecastModel;
  /** Null: there is none, or it does not apply to the account any more. */
  readonly champion: ForecastModel | null;
  /** What the champion's forecasts that were published came to, since it was trained. */
  readonly published: readonly PublishedError[];
}

export interface PublishedError {
  readonly origin: IsoDate;
  readonly step: number;
  /** Actual minus forecast, units of the currency. */
  readonly error: number;
}

/** Errors of the same days side by side: actual minus forecast, units of the currency. */
export interface ErrorPair {
  readonly origin: IsoDate;
  readonly step: number;
  readonly targetDate: IsoDate;
  readonly challenger: number;
  /** Null without a champion. */
  readonly champion: number | null;
  readonly naive: number;
}

export interface Comparison {
  /** Both replayed. */
  readonly backtest: readonly ErrorPair[];
  /** The champion as it was published beside what tuning before those days would have said. Empty without published forecasts. */
  readonly realised: readonly ErrorPair[];
}

/** Origins at the end of the history that are forecast from. */
const ORIGINS = 28;

export function compareModels({ input, challenger, champion, published }: CompareTask): Comparison {
  const replayed = replayModel(challenger, input, { origins: ORIGINS });
  const served = champion === null ? [] : replayModel(champion, input, { origins: ORIGINS });
  return {
    backtest: champion === null ? replayed.map(alone) : pairUp(replayed, served),
    realised: published.length === 0 ? [] : pairUp(replayRival(challenger, input, published), published),
  };
}

/**
 * The challenger was chosen on the very days that are compared, the champion was not. So what is held against the champion's
 * published forecasts is a recipe chosen in the same way on the days before the first of them.
 */
function replayRival(
  { settings }: ForecastModel,
  input: ForecastInput,
  published: readonly PublishedError[],
): readonly ReplayedError[] {
  const first = published.reduce(
    (earliest, { origin }) => (origin < earliest ? origin : earliest),
    published[0]?.origin ?? input.start,
  );
  const known = until(input, daysBetween(input.start, first));
  if (known.values.every((value) => value === null)) return [];
  return replayModel(trainModel(known, settings), input, { origins: ORIGINS });
}

const alone = ({ origin, step, targetDate, error, naiveError }: ReplayedError): ErrorPair => ({
  origin,
  step,
  targetDate,
  challenger: error,
  champion: null,
  naive: naiveError,
});

/** Only days that both have forecast. */
function pairUp(challenger: readonly ReplayedError[], champion: readonly PublishedError[]): readonly ErrorPair[] {
  const errors = new Map(champion.map(({ origin, step, error }) => [`${origin}/${step}`, error]));
  return challenger.flatMap((one) => {
    const error = errors.get(`${one.origin}/${one.step}`);
    return error === undefined ? [] : [{ ...alone(one), champion: error }];
  });
}
