// `morrow backfill`: what is missing of older days, planned, confirmed with its cost when it is large, and brought in.
import { Option } from 'commander';
import type { BackfillRequest } from '../../../src/operations/backfill.ts';
import type { OperationsDeps } from '../../../src/operations/deps.ts';
import type { RunStarted } from '../../../src/operations/run-start.ts';
import { askYes } from '../confirming.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { accountsOption, cohortOption, examples } from '../options.ts';
import { startAndFollow, waitOption } from '../run-following.ts';

interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly accounts?: readonly string[];
  readonly cohort?: string;
  readonly reread?: boolean;
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
}

export function registerBackfill({ program, action }: Registrar): void {
  program
    .command('backfill')
    .requiredOption('--from <date>', 'first day')
    .requiredOption('--to <date>', 'last day; must be over')
    .addOption(accountsOption())
    .addOption(cohortOption())
    .option('--reread', 'every day again, not only what is missing: finds what sources have corrected')
    .addOption(
      new Option('--plan', 'show what is missing, what was restated and what it costs; start nothing').conflicts([
        'yes',
        'wait',
      ]),
    )
    .option('--yes', 'start it without a question, whatever it costs')
    .addOption(waitOption())
    .description('bring in missing days of older revenue through range reports')
    .addHelpText(
      'after',
      examples(
        'backfill --from 2026-08-01 --to 2026-11-20 --plan',
        'backfill --from 2026-08-01 --to 2026-11-20 --wait',
        'backfill --from 2026-11-01 --to 2026-11-20 --accounts u1,u2 --reread',
      ),
    )
    .action(
      action((context, { wait, yes, plan, ...request }: BackfillOptions): Promise<ExitCode> => {
        if (plan === true) return showPlan(context, request);
        return startAndFollow(context, wait === true, (deps) => startConfirmed(context, deps, { request, yes }));
      }),
    );
}

async function showPlan(context: CliContext, request: BackfillRequest): Promise<ExitCode> {
  const [{ planBackfill }, { withStore }, { planText }] = await Promise.all([
    import('../../../src/operations/backfill-plan.ts'),
    import('../services.ts'),
    import('../plan-text.ts'),
  ]);
  const plan = await withStore(context, (deps) => planBackfill(deps, request));
  context.output.result(plan, () => planText(plan));
  return EXIT.ok;
}

interface Asked {
  readonly request: BackfillRequest;
  readonly yes: boolean | undefined;
}

/** The refusal carries the cost: who is here agrees to that, and to no more. */
async function startConfirmed(context: CliContext, deps: OperationsDeps, { request, yes }: Asked): Promise<RunStarted> {
  const [{ startBackfill, WHATEVER_IT_COSTS }, { toMorrowError }] = await Promise.all([
    import('../../../src/operations/backfill.ts'),
    import('../../../src/contract/errors.ts'),
  ]);
  if (yes === true) return startBackfill(deps, { ...request, confirm: WHATEVER_IT_COSTS });
  try {
    return await startBackfill(deps, request);
  } catch (error) {
    const { code, message, facts } = toMorrowError(error);
    if (code !== 'BACKFILL_NOT_CONFIRMED') throw error;
    if (!(await askYes(context, message, 'Start it?'))) throw error;
    return startBackfill(deps, { ...request, confirm: Number(facts['requests']) });
  }
}
