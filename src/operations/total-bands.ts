// Bands of totals by what their days before have shown, where there are enough of them; else they stay the sum of the bounds.
import { TOTAL_BAND_DAYS, totalBandScale, type TotalDay } from '../domain/forecast/total-band.ts';
import { isCurrency, roundNumberToCurrency } from '../domain/money/currency.ts';
import type { CurrencyCode } from '../domain/ids.ts';
import type { OverviewBand, OverviewCurrency, OverviewDay } from './overview-days.ts';

/** Days to read before the first one that is shown: a few of them may have no revenue, or too few accounts. */
export const TOTAL_BAND_LOOKBACK_DAYS = 60;
/** Days on which fewer of the forecast accounts had revenue say nothing about the total of all. */
const LEAST_COMPARED = 0.95;

/** @param days by date, those that are only looked back at included. Every day goes by the days before it: nothing is known in advance. */
export function scaleBands(days: readonly OverviewDay[]): readonly OverviewDay[] {
  const known = new Map<string, TotalDay[]>();
  return days.map((day) => {
    const currencies = day.currencies.map((one) => {
      const before = known.get(one.currency) ?? [];
      const scaled = scaleBand(one, before);
      known.set(one.currency, [...before, ...totalOf(one)].slice(-TOTAL_BAND_DAYS));
      return scaled;
    });
    return { ...day, currencies };
  });
}

function scaleBand(total: OverviewCurrency, before: readonly TotalDay[]): OverviewCurrency {
  const { forecast, currency } = total;
  if (forecast?.band?.method !== 'sum-of-bounds' || !isCurrency(currency)) return total;
  const scale = totalBandScale(before);
  if (scale === null) return total;
  const band = widened(forecast.band, { centre: Number(forecast.amount), scale, currency });
  return { ...total, forecast: { ...forecast, band } };
}

interface Scaling {
  readonly centre: number;
  readonly scale: number;
  readonly currency: CurrencyCode;
}

const widened = ({ lo80, hi80 }: OverviewBand, { centre, scale, currency }: Scaling): OverviewBand => ({
  lo80: roundNumberToCurrency(centre - scale * (centre - Number(lo80)), currency),
  hi80: roundNumberToCurrency(centre + scale * (Number(hi80) - centre), currency),
  method: 'measured',
});

function totalOf({ forecast, compared }: OverviewCurrency): readonly TotalDay[] {
  const band = forecast?.band ?? null;
  if (forecast === null || band === null || compared === null) return [];
  if (compared.accounts < forecast.accounts * LEAST_COMPARED) return [];
  const centre = Number(forecast.amount);
  const day = {
    fact: centre + Number(compared.error),
    forecast: centre,
    lo80: Number(band.lo80),
    hi80: Number(band.hi80),
  };
  return [day];
}
