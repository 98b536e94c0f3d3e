// Changes that were done and whose entry the audit log did not take: each stands whole in the log of the process, and is counted.
import { Counter } from 'prom-client';
import type { Logger } from '../logger.ts';

export interface UnauditedChanges {
  /** @param entry as the audit log would hold it, without secrets. */
  readonly report: (entry: object, reason: unknown) => void;
  /** In no registry yet. */
  readonly counter: Counter;
}

export function createUnauditedChanges(logger: Pick<Logger, 'error'>): UnauditedChanges {
  const counter = new Counter({
    name: 'morrow_unaudited_changes_total',
    help: 'Changes that were done and whose entry the audit log did not take; the log of the API has them.',
    registers: [],
  });
  return {
    counter,
    report: (entry, reason) => {
      counter.inc();
      logger.error({ entry, err: reason }, 'the audit log did not take an entry');
    },
  };
}
