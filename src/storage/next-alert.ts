// What an alert becomes when its cause is seen (again).
import { ALERT_SEVERITIES, type AlertRecord } from '../ports/store.ts';

export type RaisedAlert = Pick<AlertRecord, 'id' | 'severity' | 'title' | 'detail'>;

/** @param now ISO instant. */
export function nextAlert(known: AlertRecord | null, raised: RaisedAlert, now: string): AlertRecord {
  const { id, severity, title, detail } = raised;
  if (known === null || known.resolvedAt !== null) {
    return { id, severity, title, detail, count: 1, openedAt: now, lastAt: now, resolvedAt: null };
  }
  return { ...known, severity: worse(known.severity, severity), title, detail, count: known.count + 1, lastAt: now };
}

const worse = (a: AlertRecord['severity'], b: AlertRecord['severity']): AlertRecord['severity'] =>
  ALERT_SEVERITIES.indexOf(a) > ALERT_SEVERITIES.indexOf(b) ? a : b;
