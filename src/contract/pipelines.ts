// The named flows. A pipeline says which steps a run takes; a schedule says when and for whom.

export const DAY_PIPELINES = ['daily', 'revenue'] as const;
/** `daily` collects revenue and publishes the forecast; `revenue` collects only, for early or repeated looks at a day. */
export type DayPipeline = (typeof DAY_PIPELINES)[number];

export const PIPELINES = [...DAY_PIPELINES, 'retrain', 'backfill', 'housekeeping'] as const;
/** `retrain` tunes every account's model; `backfill` brings in older days through range reports; `housekeeping` deletes what retention no longer keeps. */
export type Pipeline = (typeof PIPELINES)[number];

/** What a schedule may start: a pipeline for accounts, or the `watch` over alerts. */
export const SCHEDULED_PIPELINES = [...PIPELINES, 'watch'] as const;

export const isDayPipeline = (pipeline: Pipeline): pipeline is DayPipeline =>
  (DAY_PIPELINES as readonly string[]).includes(pipeline);
