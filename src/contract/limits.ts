// The sizes that keep histories, payloads and fan-out small at any number of accounts.

/** Accounts of one partition: about 1,500 events of its parent's history. */
export const PARTITION_SIZE_MAX = 250;
/** Smaller days still spread over several parents: one parent serialises its children's events. */
export const PARTITION_SIZE_MIN = 25;
/** Accounts that may come into a partition's range after it was planned before reading them takes a second step. */
export const PARTITION_ROOM = 25;
/** Partitions of one day run that work at the same time; parked ones do not count. */
export const PARTITIONS_IN_FLIGHT = 8;
/** Account days of one partition that work at the same time; parked ones do not count. */
export const ACCOUNTS_IN_FLIGHT = 50;
/**
 * An account day whose sources have not answered for so long gives its place away: a provider may be down for hours. Longer than
 * the first retries take, so that a blip moves nobody.
 */
export const SOURCES_PATIENCE_MS = 60_000;
/** So many accounts of a partition may hang on their sources when it gives its place to the next one. */
export const HANGING_ACCOUNTS_MAX = 25;
/** Account days that a full partition starts together: one workflow task begins them all, instead of one each. */
export const ACCOUNTS_STARTED_TOGETHER = 10;
/** Partitions one planning step returns: two ids each keep its result under 14 KB. */
export const PARTITIONS_PER_PLAN = 100;
/** Accounts of one run of a backfill, which then continues as new. */
export const BACKFILL_PAGE = 100;
export const BACKFILL_IN_FLIGHT = 10;
/** Accounts one page of a backfill looks at, to find those that need something: so many ids are a few ten KB. */
export const BACKFILL_LOOK = 1_000;
/** Days of one range report. */
export const RANGE_REPORT_DAYS = 92;
/** Days of one request for rates. The public Frankfurter service has thinned out more than 90 to weekly figures; lead days count as well. */
export const RATES_RANGE_DAYS = 75;
/** Days a scheduled backfill reads again, to catch what sources corrected. */
export const SCHEDULED_BACKFILL_DAYS = 30;
/** Failure samples that a tally keeps. */
export const FAILURE_SAMPLES = 5;
/** Accounts that one run may name explicitly. */
export const EXPLICIT_ACCOUNTS_MAX = 100;
export const HORIZON_DAYS_DEFAULT = 28;
export const HORIZON_DAYS_MAX = 28;
/** Accounts that one batch of a retraining takes through its stages together. */
export const TRAINING_BATCH = 200;
/** Batches of one retraining that work at the same time: each keeps every thread of a worker busy. */
export const TRAINING_IN_FLIGHT = 4;
/** A retraining waits for missing days this long in all, not for each of its batches. */
export const TRAINING_PATIENCE_MS = 6 * 3_600_000;
/** Batches of one run of a retraining, which then continues as new. */
export const TRAINING_BATCHES_PER_RUN = 50;
/** The gate looks at what is forecast for the day at least this often while accounts still wait. */
export const GATE_INTERVAL_MS = 10 * 60_000;
/** Accounts that one decision on a hold, or one promotion, may name explicitly. */
export const DECISION_ACCOUNTS_MAX = 100;
/** A day asks for its rates this long before it begins its accounts without them. */
export const RATES_AT_ONCE_MS = 300;
/** How often a run asks after a child that was handed over to it: only one that was terminated ends without a word. */
export const HANDOVER_CHECK_MS = 5 * 60_000;
/** Short, so that the work of a dead worker moves on within seconds. */
export const WORKFLOW_TASK_TIMEOUT_MS = 5_000;
/** Predictions of one part of a bulk: some seconds of computing, about a megabyte of answers before they are packed. */
export const BULK_PART = 250;
/** Parts of one bulk that work at the same time: day runs and retraining share the queue. */
export const BULK_IN_FLIGHT = 2;
/** Predictions of one bulk. */
export const BULK_QUESTIONS_MAX = 10_000;
