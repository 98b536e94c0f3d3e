// One look at a running day: rows are counted, rules decide, alerts follow.
import type { DayLook, DayLookRequest, DeadlineOutcome } from '../../contract/alert-messages.ts';
import { nextLookMs, watchDeadlines, type WatchedDeadline } from '../../domain/alerting/deadline-watch.ts';
import type { DefaultDependencies } from '../dependencies.ts';
import { tellDeadlines } from './deadlines.ts';
import { tellFailures } from './failures.ts';

export const createDayLookActivities = ({ store, deadlines: policy }: DefaultDependencies) => ({
  async lookAtDay({ pipeline, date, scope, startedAt, at, memory }: DayLookRequest): Promise<DayLook> {
    const nowMs = Date.parse(at);
    const counts = await store.runs.countDay(pipeline, date, scope);
    // Who names a few accounts repairs something; the day's deadlines are about all of them.
    const own = scope.accounts === undefined ? policy.filter((deadline) => deadline.pipeline === pipeline) : [];
    const watched = watchDeadlines(own, { date, startedAtMs: Date.parse(startedAt), nowMs, counts, memory });
    const day = { pipeline, date, cohort: scope.cohort ?? null };
    await tellDeadlines(store, day, { deadlines: watched.deadlines, nowMs });
    const accounts = counts.reduce((sum, count) => sum + count.accounts, 0);
    const causes = await tellFailures(store, { pipeline, date }, accounts);
    return {
      memory: watched.memory,
      deadlines: watched.deadlines.map(outcomeOf),
      nextLookMs: nextLookMs(watched.deadlines, { startedAtMs: watched.memory.startedAtMs, nowMs }),
      summary: summaryOf(watched.deadlines, causes),
    };
  },
});

const outcomeOf = (watched: WatchedDeadline): DeadlineOutcome => ({
  stage: watched.deadline.stage,
  tier: watched.deadline.tier,
  due: new Date(watched.dueAtMs).toISOString(),
  status: watched.status,
  since: new Date(watched.sinceMs).toISOString(),
  expected: watched.expected,
  done: watched.done,
  ended: watched.ended,
  left: watched.left,
});

function summaryOf(deadlines: readonly WatchedDeadline[], causes: number): string {
  const said = deadlines.map(({ deadline, status }) => `${deadline.tier} ${deadline.stage} ${status}`);
  return `${said.length === 0 ? 'no deadlines' : said.join(', ')}; ${causes} causes of failures`;
}
