// `morrow runs steps` and `log`: the inside of a run, for people without a browser and for scripts.
import type { Command } from 'commander';
import type { LinkedStep, RunSteps } from '../../../src/operations/steps/run-steps.ts';
import type { RunLog } from '../../../src/operations/steps/run-log.ts';
import type { CliContext, Registrar } from '../context.ts';
import { commaList, wholeNumber } from '../options.ts';

interface StepsOptions {
  readonly states?: readonly string[];
  readonly kinds?: readonly string[];
  readonly after?: string;
  readonly limit: number;
}

interface LogOptions {
  readonly step?: string;
  readonly limit: number;
}

export function registerInside(runs: Command, { action }: Registrar): void {
  runs
    .command('steps')
    .argument('<id>', 'a run, or a partition/…, rates/… or other workflow of one')
    .option('--states <states>', 'only done, failed, running, waiting or cancelled ones', commaList)
    .option('--kinds <kinds>', 'only step, child, timer or signal', commaList)
    .option('--after <step>', 'go on after this one')
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .description('what a run did, step by step; --json has inputs, outputs and attempts')
    .action(action(showSteps));
  runs
    .command('log')
    .argument('<id>', 'as for steps')
    .option('--step <name>', 'only lines of this step')
    .option('--limit <n>', 'at most so many, the newest', wholeNumber, 100)
    .description('what was logged about a run, from the log files of npm start')
    .action(action(showLog));
}

async function showSteps(context: CliContext, id: string, options: StepsOptions): Promise<void> {
  const [{ readRunSteps }, { withOperations }, { formatTable }] = await Promise.all([
    import('../../../src/operations/steps/run-steps.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const run = await withOperations(context, (deps) => readRunSteps(deps, id, options));
  context.output.result(run, () =>
    [noteOf(run), formatTable(COLUMNS, run.steps, 'It has no such steps.'), moreOf(run)]
      .filter((text) => text !== '')
      .join('\n'),
  );
}

const COLUMNS = [
  { title: 'STEP', value: ({ id }: LinkedStep) => id },
  {
    title: 'NAME',
    value: ({ name, label, childId }: LinkedStep) => childId ?? (label === null ? name : `${name}, ${label}`),
  },
  { title: 'STATE', value: ({ state }: LinkedStep) => state },
  { title: 'TRIES', value: ({ attempts }: LinkedStep) => attempts, align: 'right' },
  { title: 'WAITED', value: ({ waitedMs }: LinkedStep) => msText(waitedMs), align: 'right' },
  { title: 'RAN', value: ({ ranMs }: LinkedStep) => msText(ranMs), align: 'right' },
  { title: 'ERROR', value: ({ errorCode, errorMessage }: LinkedStep) => errorText(errorCode, errorMessage) },
] as const;

const msText = (ms: number | null): string | null => (ms === null ? null : `${Math.round(ms)} ms`);
const errorText = (code: string | null, message: string | null): string | null =>
  code === null ? null : `${code}: ${(message ?? '').slice(0, 80)}`;

const noteOf = ({ note }: RunSteps): string => note ?? '';
const moreOf = ({ next, total }: RunSteps): string =>
  next === null ? '' : `There are ${total}; go on with --after ${next}.`;

async function showLog(context: CliContext, id: string, options: LogOptions): Promise<void> {
  const [
    { findRunLog, runLogQuerySchema },
    { cliConfig, cliEnvironment },
    { createLogFiles },
    { parseInput },
    { join },
  ] = await Promise.all([
    import('../../../src/operations/steps/run-log.ts'),
    import('../services.ts'),
    import('../../../src/connectors/log-files.ts'),
    import('../../../src/operations/input.ts'),
    import('node:path'),
  ]);
  const query = parseInput(runLogQuerySchema, options);
  const folder = cliEnvironment(context)['MORROW_LOG_FOLDER'] ?? join(cliConfig(context).MORROW_STATE_DIR, 'logs');
  const log = await findRunLog({ logs: createLogFiles(folder) }, id, query);
  context.output.result(log, () =>
    [...log.lines.map(lineOf), log.lines.length === 0 ? `No line. ${log.note}` : ''].join('\n').trim(),
  );
}

function lineOf({ time, level, process, message, facts }: RunLog['lines'][number]): string {
  const { step, attempt, code, reason } = facts;
  const words = Object.entries({ step, attempt, code, reason }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return [time, level.padEnd(5), process, message, ...words.map(([name, value]) => `${name}=${String(value)}`)].join(
    ' ',
  );
}
