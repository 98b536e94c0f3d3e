// What travels through Temporal: inputs, results, signals and queries. Ids and small numbers only, never rows.
export * from './messages/account-day.ts';
export * from './messages/bulk.ts';
export * from './messages/day-run.ts';
export * from './messages/forecast-steps.ts';
export * from './messages/gates.ts';
export * from './messages/history.ts';
export * from './messages/partitions.ts';
export * from './messages/rates.ts';
export * from './messages/registry.ts';
export * from './messages/revenue-steps.ts';
export * from './messages/run-record.ts';
export * from './messages/signals.ts';
export * from './messages/tally.ts';
export * from './messages/training.ts';
