// Is the forecast made of enough? How old, how complete, and by which model.
import { daysBetween } from '../../../calendar/dates.ts';
import type { Breach } from '../findings.ts';
import { counted, shown, upTo } from '../findings.ts';
import type { GatePolicy } from '../policy.ts';
import type { ForecastUnderTest } from '../types.ts';

export type InputRule = (candidate: ForecastUnderTest, policy: GatePolicy) => Breach | null;

export const staleInputs: InputRule = ({ inputs: { daysSinceObservation: age } }, { staleAfterDays: limit }) => {
  if (age !== null && age <= limit) return null;
  const message = age === null ? 'The account has no revenue at all.' : `${ageText(age)}; ${boundText(limit)}`;
  return { figure: age, limit, message };
};

/** Says nothing where `staleInputs` does. */
export const ageingInputs: InputRule = ({ inputs: { daysSinceObservation: age } }, policy) => {
  const limit = policy.warnAfterDays;
  if (age === null || age <= limit || age > policy.staleAfterDays) return null;
  return { figure: age, limit, message: `${ageText(age)}; ${boundText(limit)}` };
};

const ageText = (age: number): string =>
  `The newest day with revenue is ${counted(age, 'day')} older than the business date`;

const boundText = (limit: number): string => `it may be up to ${counted(limit, 'day')} old.`;

export const missingOf7: InputRule = ({ inputs }, policy) =>
  overCount(inputs.missingLast7, policy.missingOf7, 'of the last 7 days have no revenue');

export const missingOf28: InputRule = ({ inputs }, policy) =>
  overCount(inputs.missingLast28, policy.missingOf28, 'of the last 28 days have no revenue');

export const missingSources: InputRule = ({ inputs: { sourcesExpected, sourcesReported } }, policy) =>
  overCount(
    sourcesExpected - sourcesReported,
    policy.missingSources,
    `of ${counted(sourcesExpected, 'source')} did not report the business date`,
  );

function overCount(figure: number, limit: number, what: string): Breach | null {
  return figure <= limit ? null : { figure, limit, message: `${figure} ${what}; ${upTo(limit, 'be missing')}.` };
}

export const rejectedRows: InputRule = ({ inputs: { rejectedShare: figure } }, { rejectedShare: limit }) =>
  figure <= limit
    ? null
    : {
        figure,
        limit,
        message: `${shown(figure * 100)} % of the rows that sources reported were rejected; up to ${shown(limit * 100)} % is accepted.`,
      };

export const staleModel: InputRule = ({ businessDate, inputs: { modelTrainedOn } }, { modelAgeDays: limit }) => {
  const age = modelTrainedOn === null ? 0 : daysBetween(modelTrainedOn, businessDate);
  return age <= limit
    ? null
    : { figure: age, limit, message: `The model was trained ${counted(age, 'day')} before; ${boundText(limit)}` };
};
