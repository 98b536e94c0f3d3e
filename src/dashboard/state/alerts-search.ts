// Which incidents the inbox shows, as the query of its address. Text that makes no sense is left out.
import { textOf } from './search-text.ts';

export const ALERT_STATES = ['open', 'resolved', 'all'] as const;
export type AlertState = (typeof ALERT_STATES)[number];
export const SEVERITIES = ['warning', 'critical'] as const;
/** The first parts of ids, see docs/alerts.md. */
export const ALERT_KINDS = ['failure', 'deadline', 'missing-run', 'slow', 'hold', 'breaker', 'rates-differ'] as const;

export interface AlertsSearch {
  /** Absent: open ones. */
  readonly state?: AlertState;
  readonly severity?: (typeof SEVERITIES)[number];
  readonly kind?: string;
}

export function readAlertsSearch(raw: Readonly<Record<string, unknown>>): AlertsSearch {
  const state = ALERT_STATES.find((known) => known === raw['state']);
  const severity = SEVERITIES.find((known) => known === raw['severity']);
  const kind = textOf(raw['kind'], /^[a-z][a-z-]{0,39}$/);
  return {
    ...(state === undefined || state === 'open' ? {} : { state }),
    ...(severity === undefined ? {} : { severity }),
    ...(kind === undefined ? {} : { kind }),
  };
}
