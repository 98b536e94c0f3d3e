// `morrow schedules`: the declared schedules, applied to Temporal or compared with it.
import type { AppliedSchedule } from '../../../src/operations/schedules.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples } from '../options.ts';
import { registerScheduleSteering } from './schedules-steering.ts';

interface ScheduleOptions {
  readonly file?: string;
  readonly dryRun?: boolean;
}

const FILE_OPTION = [
  '--file <file>',
  'declarations to take instead of MORROW_SCHEDULES_FILE or src/config/schedules.json',
] as const;

export function registerSchedules({ program, action }: Registrar): void {
  const schedules = program
    .command('schedules')
    .description('schedules: apply what is declared, look, pause, resume, trigger')
    .addHelpText(
      'after',
      `${examples('schedules status', 'schedules pause daily --reason "sources are closed"', 'schedules apply --dry-run')}

Temporal's own commands do as well: temporal schedule list | describe | trigger | toggle | backfill.
A pause by hand survives every apply.`,
    );
  schedules
    .command('apply')
    .option(...FILE_OPTION)
    .option('--dry-run', 'only say what would be done')
    .description('create, update and remove until Temporal holds what is declared')
    .action(action((context, options: ScheduleOptions) => apply(context, options)));
  schedules
    .command('list')
    .option(...FILE_OPTION)
    .description('what is declared, and how it stands in Temporal')
    .action(action((context, options: ScheduleOptions) => apply(context, { ...options, dryRun: true })));
  registerScheduleSteering(schedules, action);
}

async function apply(context: CliContext, { file, dryRun = false }: ScheduleOptions): Promise<void> {
  const [{ applySchedules }, { readSchedules }, { prepareNamespace }, services, { userPath }] = await Promise.all([
    import('../../../src/operations/schedules.ts'),
    import('../../../src/operations/schedules-file.ts'),
    import('../../../src/temporal/namespace.ts'),
    import('../services.ts'),
    import('../user-files.ts'),
  ]);
  const configured = services.cliConfig(context).MORROW_SCHEDULES_FILE;
  const declared = await readSchedules(file === undefined ? configured : userPath(context, file));
  const rows = await services.withTemporal(context, async ({ client, connection, namespace }) => {
    if (!dryRun) await prepareNamespace(connection, { namespace });
    return applySchedules(client, declared, { dryRun });
  });
  if (!dryRun) await recordApplied(context, rows);
  await printSchedules(context, rows, dryRun);
}

/** Schedules live in Temporal, and the audit log in the store: an apply that changed nothing needs no store. */
async function recordApplied(context: CliContext, rows: readonly AppliedSchedule[]): Promise<void> {
  const after = rows.filter(({ change }) => change !== 'unchanged');
  if (after.length === 0) return;
  const [{ recordChange }, { withStore }] = await Promise.all([
    import('../../../src/operations/audit.ts'),
    import('../services.ts'),
  ]);
  await withStore(context, (deps) => recordChange(deps, { action: 'schedules.apply', subject: 'schedules', after }));
}

const DONE: Readonly<Record<AppliedSchedule['change'], string>> = {
  created: 'created',
  updated: 'updated',
  unchanged: 'unchanged',
  removed: 'removed',
};
const WOULD_BE: Readonly<Record<AppliedSchedule['change'], string>> = {
  created: 'to be created',
  updated: 'to be updated',
  unchanged: 'as declared',
  removed: 'to be removed',
};

async function printSchedules(
  { output }: CliContext,
  rows: readonly AppliedSchedule[],
  dryRun: boolean,
): Promise<void> {
  const { formatTable } = await import('../table.ts');
  const words = dryRun ? WOULD_BE : DONE;
  output.result({ dryRun, schedules: rows }, () =>
    formatTable(
      [
        { title: 'ID', value: ({ id }) => id },
        { title: 'PIPELINE', value: ({ pipeline }) => pipeline },
        { title: 'WHEN', value: ({ when }) => when },
        { title: 'ZONE', value: ({ timeZone }) => timeZone },
        {
          title: 'NEXT RUN',
          value: ({ nextRun, paused }) => (paused ? 'paused' : (nextRun?.replace(/\.\d+Z$/, 'Z') ?? null)),
        },
        { title: 'COHORT', value: ({ cohort, change }) => cohort ?? (change === 'removed' ? null : 'all') },
        { title: dryRun ? 'STATE' : 'DONE', value: ({ change }) => words[change] },
      ],
      rows,
      'No schedule is declared.',
    ),
  );
}
