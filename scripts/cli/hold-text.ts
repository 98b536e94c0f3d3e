// One hold as text for people: why, what is held, and what was decided.
import { adviceFor } from '../../src/domain/forecast/gates/wording.ts';
import type { HeldForecast, HoldDescription } from '../../src/operations/holds.ts';
import type { HoldLogEntry } from '../../src/ports/store.ts';
import { labelled, minute } from './figures.ts';
import { formatTable, type Column } from './table.ts';

export function describeHold({ hold, forecasts, next, gate }: HoldDescription): string {
  const batch = (gate?.findings ?? []).map(findingText).filter((text) => text !== '');
  return [
    labelled([
      ['hold', hold.id],
      ['status', hold.status],
      ['business date', hold.date],
      ['forecasts', hold.accounts],
      ['reason', hold.reason],
      ['opened', minute(hold.openedAt)],
      ['escalates', hold.closedAt === null ? minute(hold.escalatesAt) : null],
      ['decides itself', hold.closedAt === null ? minute(hold.decidesAt) : null],
      ['closed', minute(hold.closedAt)],
    ]),
    ...(batch.length === 0 ? [] : ['', 'What the gate of the day found:', ...batch.map((text) => `  ${text}`)]),
    '',
    formatTable(FORECASTS, forecasts, 'Nothing is held any more.'),
    ...forecasts.flatMap(({ accountId, why }) => ['', `${accountId}: ${why}`]),
    ...(next === null ? [] : ['… and more; --limit shows them.']),
    ...(hold.log.length === 0 ? [] : ['', formatTable(LOG, hold.log)]),
  ].join('\n');
}

/** Findings of the day's gate are facts; those that people should read carry a message. */
function findingText(finding: Readonly<Record<string, string | number | boolean | null>>): string {
  const { message, rule } = finding;
  if (typeof message === 'string') return [message, adviceFor(String(rule)) ?? ''].join(' ').trim();
  return Object.entries(finding)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}

const FORECASTS: readonly Column<HeldForecast>[] = [
  { title: 'ACCOUNT', value: ({ accountId }) => accountId },
  { title: 'TARGET DATE', value: ({ nextDay }) => nextDay?.targetDate ?? null },
  { title: 'FORECAST', value: ({ nextDay }) => nextDay?.revenue ?? null, align: 'right' },
  { title: '80 % INTERVAL', value: ({ nextDay }) => (nextDay === null ? null : `${nextDay.lo80} to ${nextDay.hi80}`) },
  { title: 'CURRENCY', value: ({ currency }) => currency },
];

const LOG: readonly Column<HoldLogEntry>[] = [
  { title: 'AT', value: ({ at }) => minute(at) },
  { title: 'DECIDED', value: ({ action }) => action },
  { title: 'FORECASTS', value: ({ forecasts }) => forecasts, align: 'right' },
  { title: 'BY', value: ({ by }) => (by.kind === 'rule' ? `rule ${by.name}` : by.name) },
  { title: 'REASON', value: ({ reason }) => reason },
];
