// What Temporal says about a line of a workflow or step, in our words: whose day it is, which run and attempt, which trace.
import { subjectOf } from '../contract/workflow-ids.ts';

type Facts = Readonly<Record<string, unknown>>;

/** Ours by Temporal's names. */
const RENAMED: Readonly<Record<string, string>> = {
  workflowRunId: 'runId',
  activityType: 'step',
  trace_id: 'traceId',
  span_id: 'spanId',
};
/** Long, and of use to nobody who reads a log. */
const DROPPED: ReadonlySet<string> = new Set(['taskToken', 'trace_flags', 'namespace']);

/** Lines without a workflow id keep what they have. */
export function logFacts(meta: Facts): Facts {
  const kept = Object.entries(meta).flatMap(([key, value]) => (DROPPED.has(key) ? [] : [[RENAMED[key] ?? key, value]]));
  const { workflowId } = meta;
  const subject = typeof workflowId === 'string' ? subjectOf(workflowId) : {};
  return { ...subject, ...Object.fromEntries(kept) };
}
