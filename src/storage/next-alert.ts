// What an alert becomes when its cause is seen (again).
import { ALERT_SEVERITIES, type AlertRecord, type RaisedAlert } from '../ports/store.ts';

/** @param now ISO instant. */
export function nextAlert(known: AlertRecord | null, raised: RaisedAlert, now: string): AlertRecord {
  const { id, severity, title, detail, facts = {} } = raised;
  if (known === null || known.resolvedAt !== null) {
    const times = { openedAt: now, lastAt: now, resolvedAt: null };
    return { id, severity, title, detail, facts, count: raised.count ?? 1, acknowledgement: null, ...times };
  }
  const count = raised.count ?? known.count + 1;
  return { ...known, severity: worse(known.severity, severity), title, detail, facts, count, lastAt: now };
}

const worse = (a: AlertRecord['severity'], b: AlertRecord['severity']): AlertRecord['severity'] =>
  ALERT_SEVERITIES.indexOf(a) > ALERT_SEVERITIES.indexOf(b) ? a : b;
