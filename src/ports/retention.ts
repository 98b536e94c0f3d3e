// How long what is kept.
import type { IsoDate } from '../domain/ids.ts';

/**
 * Rows dated (or, for payloads, runs and the audit log, recorded) before the day go. Superseded revisions of kept rows stay. Scores, gate
 * decisions, holds and resolved alerts go with the forecasts, training intermediates and predictions in bulk with the
 * payloads, the registry's log with the models it tells of. An account's champion, the champion before it, its challenger and its
 * newest version stay, whatever their age.
 */
export interface RetentionCutoffs {
  readonly payloadsBefore: IsoDate;
  readonly runsBefore: IsoDate;
  readonly forecastsBefore: IsoDate;
  readonly revenueBefore: IsoDate;
  readonly modelsBefore: IsoDate;
  readonly ratesBefore: IsoDate;
  readonly requestKeysBefore: IsoDate;
  readonly auditBefore: IsoDate;
}
