// Alerts in the log of the worker that delivers them: always there, for whoever collects logs.
import type { Notifier } from '../../ports/notifier.ts';

/** As pino's loggers take it. */
export type WriteLog = (level: 'error' | 'warn' | 'info', facts: object, text: string) => void;

export const createLogNotifier = (write: WriteLog): Notifier => ({
  channel: 'log',
  send: ({ event, at, alert }) => {
    const { id, severity, title, detail, count, facts } = alert;
    const level = event === 'resolved' || event === 'test' ? 'info' : severity === 'critical' ? 'error' : 'warn';
    write(level, { alert: id, event, at, severity, detail, count, facts }, `alert ${event}: ${title}`);
    return Promise.resolve();
  },
});
