// A backfill's plan as text for people: what is missing and restated, whom it asks how often, and how long that takes.
import type { BackfillPlan } from '../../src/operations/backfill-plan.ts';
import { countOf } from './figures.ts';
import { formatTable } from './table.ts';

export function planText(plan: BackfillPlan): string {
  return [
    `${plan.from} to ${plan.to}, ${countOf(plan.accounts, 'account')} looked at${plan.mode === 'reread' ? ', every day read again' : ''}`,
    daysTable(plan),
    providersTable(plan),
    totalsText(plan),
  ].join('\n\n');
}

function daysTable({ holes, restated, toImport }: BackfillPlan): string {
  return formatTable(
    [
      { title: 'DAYS', value: ({ what }) => what },
      { title: 'ACCOUNTS', value: ({ accounts }) => accounts, align: 'right' },
      { title: 'ACCOUNT DAYS', value: ({ days }) => days, align: 'right' },
      {
        title: 'FIRST ACCOUNTS',
        value: ({ samples }) => (samples.length === 0 ? null : samples.map(sampleText).join('; ')),
      },
    ],
    [
      { what: 'missing', ...holes },
      { what: 'restated', ...restated },
      { what: 'to be imported', ...toImport },
    ],
  );
}

const sampleText = ({ accountId, days, from, to }: BackfillPlan['holes']['samples'][number]): string =>
  days === 1 ? `${accountId} ${from}` : `${accountId} ${days} days ${from}..${to}`;

function providersTable({ providers, requests, minutes }: BackfillPlan): string {
  const total = { id: 'all', requests, requestsPerSecond: null, maxConcurrent: null, minutes, breaker: null };
  return formatTable(
    [
      { title: 'PROVIDER', value: ({ id }) => id },
      { title: 'REQUESTS', value: (row) => row.requests, align: 'right' },
      { title: 'RATE/S', value: ({ requestsPerSecond }) => requestsPerSecond, align: 'right' },
      { title: 'AT ONCE', value: ({ maxConcurrent }) => maxConcurrent, align: 'right' },
      { title: 'MINUTES', value: (row) => row.minutes, align: 'right' },
      { title: 'BREAKER', value: ({ breaker }) => breaker },
    ],
    providers.length === 0 ? [] : [...providers, total],
    'Nobody has to be asked.',
  );
}

function totalsText({ days, toRepair, forecastsAgain, requests, minutes, confirm }: BackfillPlan): string {
  const time =
    minutes === null
      ? 'No provider that is asked has a rate: it takes as long as they take to answer.'
      : `At least ${minutes} minutes, when nobody else asks; more where a report has several pages.`;
  return [
    `To be written: ${countOf(days, 'account day')} of ${countOf(toRepair, 'account')}. To be made again: ${countOf(forecastsAgain, 'forecast')}.`,
    ...(requests === 0 ? [] : [time]),
    ...(confirm === null ? [] : [`The start has to be confirmed (--yes), as ${confirm}.`]),
    'Nothing was started.',
  ].join('\n');
}
