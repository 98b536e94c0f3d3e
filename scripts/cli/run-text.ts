// One run as text for people.
import { z } from 'zod';
import type { RunDescription } from '../../src/operations/run-description.ts';
import type { RunStatus } from '../../src/ports/store.ts';
import { countOf } from './figures.ts';
import type { Colors } from './output.ts';

export function describeRunText(run: RunDescription, colors: Colors): string {
  const lines: readonly (readonly [string, string | null])[] = [
    ['run', run.id],
    ['status', paint(colors, run.status)(run.status)],
    ['error', run.errorCode === null ? null : `${run.errorCode}: ${run.errorMessage ?? ''}`],
    ['stage', run.temporal.state === 'found' ? run.temporal.stage : null],
    ['paused', pauseText(run)],
    ['progress', progressText(run)],
    ['left', leftText(run)],
    ['started', run.startedAt],
    ['finished', run.finishedAt],
    ...Object.entries(run.summary ?? {}).map(([name, value]) => [name, summaryText(value)] as const),
    ['Web UI', run.links.temporal],
  ];
  return lines
    .filter(([, text]) => text !== null && text !== '')
    .map(([name, text]) => `${`${name}:`.padEnd(LABEL_WIDTH)}${text}`)
    .join('\n');
}

const LABEL_WIDTH = 18;

function paint(colors: Colors, status: RunStatus): (text: string) => string {
  if (status === 'failed') return colors.red;
  if (status === 'cancelled') return colors.yellow;
  if (status === 'held') return colors.yellow;
  return status === 'running' || status === 'staged' ? colors.cyan : colors.green;
}

function pauseText({ temporal }: RunDescription): string | null {
  if (temporal.state !== 'found' || temporal.paused === null) return null;
  const { by, reason, since } = temporal.paused;
  return `by ${by} since ${since}: ${reason} (morrow runs resume)`;
}

function progressText({ progress }: RunDescription): string | null {
  if (progress === null) return null;
  const parts = Object.entries(progress.byStatus).filter(([, count]) => count > 0);
  const detail = parts.length === 0 ? '' : ` (${parts.map(([status, count]) => `${count} ${status}`).join(', ')})`;
  return `${progress.done} of ${progress.total} accounts${detail}`;
}

/** Of a backfill that runs. */
function leftText({ temporal }: RunDescription): string | null {
  const backfill = temporal.state === 'found' ? temporal.tally?.backfill : undefined;
  if (backfill === undefined) return null;
  const { planned, days, requestsLeft, secondsLeft } = backfill;
  const time = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft / 60)} min at the rate so far`;
  return `${requestsLeft} of ${planned.requests} requests${time}; ${days} of ${planned.days} account days written`;
}

/** What a summary holds differs by kind of run; the parts that are known are said in words. */
function summaryText(value: unknown): string {
  const totals = totalsShape.safeParse(value);
  if (totals.success)
    return totals.data.map(({ currency, amount, accounts }) => `${amount} ${currency} (${accounts})`).join(', ');
  const deadlines = deadlinesShape.safeParse(value);
  if (deadlines.success) return deadlinesText(deadlines.data);
  const tally = tallyShape.safeParse(value);
  if (tally.success) return tallyText(tally.data);
  const backfill = backfillShape.safeParse(value);
  if (backfill.success) return backfillText(backfill.data);
  const training = trainingShape.safeParse(value);
  if (training.success) return trainingText(training.data);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const totalsShape = z.array(z.object({ currency: z.string(), amount: z.string(), accounts: z.number() })).min(1);
const deadlinesShape = z.array(
  z.object({ stage: z.string(), tier: z.string(), status: z.string(), due: z.string(), left: z.number() }),
);
const samplesShape = z.array(z.object({ accountId: z.string(), code: z.string(), message: z.string() }));
const tallyShape = z.object({
  accounts: z.number(),
  /** Absent in runs of 0.1. */
  held: z.number().default(0),
  failuresByCode: z.record(z.string(), z.number()),
  samples: samplesShape,
});
const backfillShape = z.object({
  requests: z.number(),
  added: z.number(),
  revised: z.number(),
  restated: z.object({
    accounts: z.number(),
    published: z.number(),
    held: z.number(),
    notDone: z.number(),
    samples: z.array(z.string()),
  }),
});
const trainingShape = z.object({
  accounts: z.number(),
  trained: z.number(),
  promoted: z.number(),
  notReady: z.number(),
  skipped: z.number(),
  failed: z.number(),
  heldBatches: z.number(),
  samples: samplesShape,
});

/** Why a run is not all well: its own error, or the accounts that failed in it. Null when nothing did. */
export function failureText({ errorCode, summary }: Pick<RunDescription, 'errorCode' | 'summary'>): string | null {
  if (errorCode !== null) return errorCode;
  const tally = tallyShape.safeParse(summary?.['tally']);
  const failures = tally.success ? Object.entries(tally.data.failuresByCode) : [];
  return failures.length === 0 ? null : failures.map(([code, count]) => `${count} x ${code}`).join(', ');
}

function deadlinesText(deadlines: z.output<typeof deadlinesShape>): string {
  if (deadlines.length === 0) return 'none';
  return deadlines
    .map(({ stage, tier, status, due, left }) => {
      const rest = left > 0 ? `, ${left} left` : '';
      return `${tier} ${stage} ${status} (${due.slice(0, 16).replace('T', ' ')} UTC${rest})`;
    })
    .join(', ');
}

function tallyText({ accounts, held, failuresByCode, samples }: z.output<typeof tallyShape>): string {
  const failures = Object.entries(failuresByCode).map(([code, count]) => `${count} ${code}`);
  return [
    countOf(accounts, 'account'),
    ...(held > 0 ? [`${held} held back (morrow holds list)`] : []),
    `${failures.length === 0 ? 'no failure' : `failed: ${failures.join(', ')}`}${sampleLines(samples)}`,
  ].join(', ');
}

function backfillText({ requests, added, revised, restated }: z.output<typeof backfillShape>): string {
  const written = `${countOf(requests, 'request')}, ${countOf(added, 'day')} added, ${revised} revised`;
  if (restated.accounts === 0) return `${written}, no published figure restated`;
  const { accounts, published, held, notDone, samples } = restated;
  const more = accounts > samples.length ? ', …' : '';
  return `${written}\n  ${countOf(accounts, 'account')} restated (${samples.join(', ')}${more}): ${countOf(published, 'forecast')} published again, ${held} held, ${notDone} not made`;
}

function trainingText({ accounts, samples, heldBatches, ...counts }: z.output<typeof trainingShape>): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.trained, 'trained'],
    [counts.promoted, 'of them promoted by rule'],
    [counts.notReady, 'not ready'],
    [counts.skipped, 'left out'],
    [counts.failed, 'failed'],
    [heldBatches, 'batches kept from promotion by the training gate'],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${[countOf(accounts, 'account'), ...said].join(', ')}${sampleLines(samples)}`;
}

const sampleLines = (samples: z.output<typeof samplesShape>): string =>
  samples.map(({ accountId, code, message }) => `\n  ${accountId}: ${code}: ${message}`).join('');
