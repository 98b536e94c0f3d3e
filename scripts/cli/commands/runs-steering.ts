// `morrow runs pause`, `resume`, `retry`, `cancel`: what people do about a run that is under way or went wrong.
import type { Command } from 'commander';
import type { CliContext, Registrar } from '../context.ts';
import { withDecision, type DecisionOptions } from '../deciding.ts';
import { startAndFollow, waitOption } from '../run-following.ts';

export function registerSteering(runs: Command, { action }: Registrar): void {
  withDecision(runs.command('pause').argument('<id>', 'a day run'))
    .description('start nothing new until it is resumed; what runs goes on')
    .action(action((context, id: string, decision: DecisionOptions) => changePause(context, id, ['pause', decision])));
  withDecision(runs.command('resume').argument('<id>', 'a paused day run'))
    .description('go on with a paused run')
    .action(action((context, id: string, decision: DecisionOptions) => changePause(context, id, ['resume', decision])));
  runs
    .command('retry')
    .argument('<id>', 'a day run')
    .addOption(waitOption())
    .description('run the day again for the accounts that failed')
    .action(
      action((context, id: string, { wait }: { readonly wait?: boolean }) =>
        startAndFollow(context, wait === true, async (deps) => {
          const { retryFailed } = await import('../../../src/operations/run-repair.ts');
          return retryFailed(deps, id);
        }),
      ),
    );
  runs
    .command('cancel')
    .argument('<id>', 'the id that `runs list` shows')
    .description('ask a run to stop; what it has finished stays')
    .action(
      action(async (context, id: string) => {
        const [{ cancelRun }, { withOperations }] = await Promise.all([
          import('../../../src/operations/runs.ts'),
          import('../services.ts'),
        ]);
        const cancelled = await withOperations(context, (deps) => cancelRun(deps, id));
        context.output.result(cancelled, () => `asked to stop: ${id}`);
      }),
    );
}

type PauseChange = readonly ['pause' | 'resume', DecisionOptions];

async function changePause(context: CliContext, id: string, [change, decision]: PauseChange): Promise<void> {
  const [{ pauseRun, resumeRun }, { withOperations }] = await Promise.all([
    import('../../../src/operations/run-repair.ts'),
    import('../services.ts'),
  ]);
  const apply = change === 'pause' ? pauseRun : resumeRun;
  const result = await withOperations(context, (deps) => apply(deps, id, decision));
  context.output.result(result, () => (result.paused === null ? `goes on: ${id}` : `paused: ${id}`));
}
