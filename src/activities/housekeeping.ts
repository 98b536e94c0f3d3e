// Retention: what is older than its table's days goes.
import type { HousekeepingInput, RetentionResult } from '../contract/messages.ts';
import { addDays, daysBetween, parseIsoDate } from '../domain/calendar/dates.ts';
import type { DefaultDependencies } from './dependencies.ts';
import { whileHeartbeating } from './heartbeat.ts';

/** Keys count for 24 hours; a business date begins more than a day before its run, in every time zone. */
const REQUEST_KEY_DAYS = 1;

/** Before the first date there are no rows. */
const FIRST_DATE = parseIsoDate('1970-01-01');

export const createHousekeepingActivities = ({ store, retention }: DefaultDependencies) => ({
  applyRetention({ date }: HousekeepingInput): Promise<RetentionResult> {
    const before = (keptDays: number) => addDays(date, -Math.min(keptDays, daysBetween(FIRST_DATE, date)));
    return whileHeartbeating(async () => ({
      deleted: await store.applyRetention({
        payloadsBefore: before(retention.payloads),
        runsBefore: before(retention.runs),
        forecastsBefore: before(retention.forecasts),
        revenueBefore: before(retention.revenue),
        modelsBefore: before(retention.models),
        ratesBefore: before(retention.rates),
        requestKeysBefore: before(REQUEST_KEY_DAYS),
        auditBefore: before(retention.audit),
      }),
    }));
  },
});
