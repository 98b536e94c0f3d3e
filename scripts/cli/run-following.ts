// Starts a run, and follows it to its end when somebody waits. Shared by the commands that start one.
import { Option } from 'commander';
import type { OperationsDeps } from '../../src/operations/deps.ts';
import type { RunDescription } from '../../src/operations/run-description.ts';
import type { RunStarted } from '../../src/operations/run-start.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode } from './failure.ts';

export const waitOption = (): Option => new Option('--wait', 'follow the run to its end; exit 1 when it fails');

type Start = (deps: OperationsDeps) => Promise<RunStarted>;

export async function startAndFollow(context: CliContext, wait: boolean, start: Start): Promise<ExitCode> {
  const { withOperations } = await import('./services.ts');
  return withOperations(context, async (deps) => {
    const started = await start(deps);
    if (wait) return follow(context, deps, started);
    context.output.result(started, () =>
      [
        `started ${started.id}`,
        `follow it: morrow runs show ${started.id}`,
        `Web UI:    ${started.links.temporal}`,
      ].join('\n'),
    );
    return EXIT.ok;
  });
}

async function follow(context: CliContext, deps: OperationsDeps, { id, links }: RunStarted): Promise<ExitCode> {
  const [{ waitForRun }, { createProgressBar }, { interruptSignal }] = await Promise.all([
    import('../../src/operations/run-description.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
  ]);
  context.output.note(`started ${id}, ${links.temporal}`);
  const bar = createProgressBar(context.output, 'accounts');
  const onProgress = ({ progress, temporal }: RunDescription): void => {
    const stage = temporal.state === 'found' ? (temporal.stage ?? '') : temporal.state;
    if (progress !== null) bar.update(progress.done, progress.total, stage);
  };
  const run = await waitForRun(deps, id, { onProgress, signal: interruptSignal() }).finally(bar.stop);
  await printRun(context, run);
  return succeeded(run) ? EXIT.ok : EXIT.failed;
}

/** A day run is complete although single accounts have failed; whoever waits for it wants to know. */
const succeeded = ({ status, progress }: RunDescription): boolean =>
  status !== 'failed' && status !== 'cancelled' && (progress?.byStatus.failed ?? 0) === 0;

export async function printRun({ output }: CliContext, run: RunDescription): Promise<void> {
  const { describeRunText } = await import('./run-text.ts');
  output.result(run, () => describeRunText(run, output.colors));
}
