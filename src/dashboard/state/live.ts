// What a told change makes old, and how often is asked where nobody tells. Rules only; the stream itself is in the client.

/** Asked for again, by the first part of their keys. */
const STALE_BY_TOPIC = {
  runs: ['overview', 'runs', 'run', 'durations'],
  alerts: ['alerts'],
  holds: ['holds', 'hold'],
  refresh: ['overview', 'runs', 'run', 'durations', 'alerts', 'holds'],
} as const;

export type LiveTopic = keyof typeof STALE_BY_TOPIC;
export const LIVE_TOPICS = ['runs', 'alerts', 'holds', 'refresh'] as const satisfies readonly LiveTopic[];

export const staleBy = (topic: LiveTopic): readonly string[] => STALE_BY_TOPIC[topic];

/** While changes are told, asking is only for what was lost on the way. */
const TOLD_MS = 60_000;

/** @param ms how often to ask where nothing is told. */
export const askEvery = (ms: number, isTold: boolean): number => (isTold ? Math.max(ms, TOLD_MS) : ms);

/** Of the kinds of runs that are told about with their progress; the progress of others is known to Temporal only. */
export const isTold = (runId: string): boolean => runId.startsWith('day/');
