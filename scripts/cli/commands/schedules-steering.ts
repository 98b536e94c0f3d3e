// `morrow schedules status | pause | resume | trigger`: schedules as they stand in Temporal, and what people do with them.
import type { Command } from 'commander';
import type { SchedulePlace } from '../../../src/operations/schedules-steering.ts';
import type { CliContext, Registrar } from '../context.ts';
import { withDecision, type DecisionOptions } from '../deciding.ts';

/** @param schedules the command they belong to. */
export function registerScheduleSteering(schedules: Command, action: Registrar['action']): void {
  schedules
    .command('status')
    .description('how they stand in Temporal: next and last runs, who paused one and why')
    .action(action(status));
  withDecision(schedules.command('pause').argument('<id>'))
    .description('its times start nothing until it is resumed; runs under way go on')
    .action(
      action((context, id: string, decision: DecisionOptions) => decide(context, id, { verb: 'pause', decision })),
    );
  withDecision(schedules.command('resume').argument('<id>'))
    .description('let it go on; times that passed meanwhile are not made up for')
    .action(
      action((context, id: string, decision: DecisionOptions) => decide(context, id, { verb: 'resume', decision })),
    );
  schedules
    .command('trigger')
    .argument('<id>')
    .description('start a run of it now, also while it is paused')
    .action(action(trigger));
}

const operations = () => import('../../../src/operations/schedules-steering.ts');

async function status(context: CliContext): Promise<void> {
  const [{ listSchedules }, { withOperations }] = await Promise.all([operations(), import('../services.ts')]);
  await print(context, await withOperations(context, listSchedules));
}

interface Asked {
  readonly verb: 'pause' | 'resume';
  readonly decision: DecisionOptions;
}

async function decide(context: CliContext, id: string, { verb, decision }: Asked): Promise<void> {
  const [{ pauseSchedule, resumeSchedule }, { withOperations }] = await Promise.all([
    operations(),
    import('../services.ts'),
  ]);
  const change = verb === 'pause' ? pauseSchedule : resumeSchedule;
  await print(context, [await withOperations(context, (deps) => change(deps, id, decision))]);
}

async function trigger(context: CliContext, id: string): Promise<void> {
  const [{ triggerSchedule }, { withOperations }] = await Promise.all([operations(), import('../services.ts')]);
  await print(context, [await withOperations(context, (deps) => triggerSchedule(deps, id))]);
}

async function print({ output }: CliContext, schedules: readonly SchedulePlace[]): Promise<void> {
  const { formatTable } = await import('../table.ts');
  output.result({ schedules }, () =>
    formatTable(
      [
        { title: 'ID', value: ({ id }) => id },
        { title: 'STATE', value: ({ state }) => state },
        { title: 'WHEN', value: ({ times }) => (times.length === 0 ? null : times.join(' | ')) },
        { title: 'ZONE', value: ({ timeZone }) => timeZone },
        { title: 'NEXT RUN', value: ({ next: [first] }) => shortInstant(first) },
        { title: 'LAST RUN', value: ({ recent: [last] }) => shortInstant(last?.startedAt) },
        { title: 'RUNS', value: ({ counts }) => counts.started, align: 'right' },
        { title: 'MISSED', value: ({ counts }) => counts.missed, align: 'right' },
        { title: 'NOTE', value: ({ note }) => note },
      ],
      schedules,
      'Temporal holds no schedule of Morrow; `npm run schedules` creates what is declared.',
    ),
  );
}

const shortInstant = (instant: string | undefined): string | null => instant?.replace(/\.\d+Z$/, 'Z') ?? null;
