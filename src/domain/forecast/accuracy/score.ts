// What one forecast was worth once its day is known.

/** What was published for one target day, and what the model and last week's value said; units of the currency. */
export interface ResolvedForecast {
  /** As served. */
  readonly mean: number;
  readonly lo80: number;
  readonly hi80: number;
  readonly lo95: number;
  readonly hi95: number;
  /** The model's own mean, also where last week's value was served. */
  readonly modelMean: number;
  readonly naiveMean: number;
  /** The forecast's standard error; null when unknown. */
  readonly sigma: number | null;
}

export interface ForecastScore {
  readonly actual: number;
  /** Forecast - actual: positive when it was too high. */
  readonly error: number;
  readonly absoluteError: number;
  /** Absolute errors of the model and of last week's value, whichever was served. */
  readonly modelError: number;
  readonly naiveError: number;
  /** Borders belong to the band; a closed day's band [0, 0] covers 0. */
  readonly inside80: boolean;
  readonly inside95: boolean;
  readonly width80: number;
  readonly width95: number;
  /** (actual - mean) / sigma; null when sigma is unknown or 0. */
  readonly sigmaScore: number | null;
}

/** All figures finite; the amount comes as a number. */
export function scoreForecast(forecast: ResolvedForecast, actual: number): ForecastScore {
  const { mean, lo80, hi80, lo95, hi95, modelMean, naiveMean, sigma } = forecast;
  return {
    actual,
    error: mean - actual,
    absoluteError: Math.abs(mean - actual),
    modelError: Math.abs(modelMean - actual),
    naiveError: Math.abs(naiveMean - actual),
    inside80: lo80 <= actual && actual <= hi80,
    inside95: lo95 <= actual && actual <= hi95,
    width80: hi80 - lo80,
    width95: hi95 - lo95,
    sigmaScore: sigma === null || sigma === 0 ? null : (actual - mean) / sigma,
  };
}
