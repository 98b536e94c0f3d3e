// A backfill in words: what its plan finds and costs, how far it is, and what it was about. Pure.
import { countOf } from '../format/counts.ts';
import type { BackfillPlan } from '../client/backfills.ts';
import type { Run } from '../client/types.ts';
import { formatDate, formatDuration } from '../format/dates.ts';

export interface Finding {
  readonly what: string;
  readonly meaning: string;
  readonly accounts: number;
  readonly days: number;
  /** The first accounts: `u1 2026-11-01`, `u2 3 days`. */
  readonly samples: string;
}

export const findingsOf = ({ holes, restated, toImport }: BackfillPlan): readonly Finding[] => [
  findingOf('missing', 'no daily revenue, or none of an enabled source', holes),
  findingOf('restated', 'published figures that are not what is known now', restated),
  findingOf('to be imported', 'accounts without sources: nobody can be asked', toImport),
];

function findingOf(what: string, meaning: string, { accounts, days, samples }: BackfillPlan['holes']): Finding {
  const texts = samples.map(({ accountId, days: count, from, to }) =>
    count === 1 ? `${accountId} ${from}` : `${accountId} ${count} days ${from} to ${to}`,
  );
  return { what, meaning, accounts, days, samples: texts.join('; ') };
}

/** What it takes at least; more where a report has several pages, or somebody else asks. */
export function costText({ requests, minutes }: Pick<BackfillPlan, 'requests' | 'minutes'>): string {
  if (requests === 0) return 'Nobody has to be asked';
  const time = minutes === null ? 'no budget says how long that takes' : `at least ${formatDuration(minutes * 60_000)}`;
  return `${countOf(requests, 'request')}, ${time}`;
}

export const isNothingToDo = ({ days, toRepair }: BackfillPlan): boolean => days === 0 && toRepair === 0;

/** What somebody agrees to, as a sentence. */
export const agreementText = (plan: BackfillPlan): string =>
  `${costText(plan)}, ${countOf(plan.days, 'account day')} of ${countOf(plan.toRepair, 'account')}` +
  (plan.confirm === null ? '.' : `. It has to be confirmed, as ${plan.confirm}.`);

/** What a backfill's id says it is about: `1 Nov to 7 Nov, all accounts`. */
export function subjectOf({ id, cohort }: Pick<Run, 'id' | 'cohort'>): string {
  const [from = '', to = ''] = (id.split('/')[1] ?? '').split('..');
  const whom = id.includes('/only-') ? 'listed accounts' : (cohort ?? 'all accounts');
  return `${formatDate(from)} to ${formatDate(to)}, ${whom}`;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly lines: readonly string[];
}

/** How far one under way is; null: nobody says, because no worker answers or it plans still. */
export function progressOf({ temporal, progress }: Run): Progress | null {
  const tally = temporal.state === 'found' ? temporal.tally : null;
  const live = tally?.backfill;
  if (tally === null || live === undefined || live.planned.accounts === 0) return null;
  const { planned, days, requestsLeft, secondsLeft, restated } = live;
  return {
    done: Math.min(tally.accounts, planned.accounts),
    total: Math.max(planned.accounts, progress?.total ?? 0),
    lines: [
      `${tally.accounts} of ${countOf(planned.accounts, 'account')}`,
      `${days} of ${countOf(planned.days, 'account day')} written`,
      `${countOf(requestsLeft, 'request')} left${secondsLeft === null || secondsLeft === 0 ? '' : `, about ${formatDuration(secondsLeft * 1_000)}`}`,
      ...(tally.failed > 0 ? [`${tally.failed} failed`] : []),
      ...(restated.accounts > 0 ? [`${countOf(restated.accounts, 'account')} forecast again`] : []),
    ],
  };
}
