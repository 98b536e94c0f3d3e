// `morrow deadlines`: what is due when, and whether a policy file is taken. Needs no server.
import type { Deadline, DeadlinePolicy } from '../../../src/domain/alerting/deadline-policy.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples } from '../options.ts';
import type { Column } from '../table.ts';

export function registerDeadlines({ program, action }: Registrar): void {
  const deadlines = program
    .command('deadlines')
    .description('when what has to be done, by stage and tier; see docs/alerts.md')
    .addHelpText('after', examples('deadlines show', 'deadlines check deadlines.json'));
  deadlines.command('show').description('the deadlines that are in force').action(action(show));
  deadlines
    .command('check')
    .argument('<file>', 'a policy file')
    .description('whether a policy file is taken, and what it says; nothing is changed')
    .action(action(check));
}

async function show(context: CliContext): Promise<void> {
  const [{ readDeadlines }, { cliConfig }] = await Promise.all([
    import('../../../src/operations/deadline-policy.ts'),
    import('../services.ts'),
  ]);
  await print(context, await readDeadlines(cliConfig(context).DEADLINE_POLICY_FILE));
}

async function check(context: CliContext, file: string): Promise<void> {
  const [{ parseDeadlines }, { readUserFile }] = await Promise.all([
    import('../../../src/operations/deadline-policy.ts'),
    import('../user-files.ts'),
  ]);
  await print(context, parseDeadlines(await readUserFile(context, file), file));
}

async function print({ output }: CliContext, deadlines: DeadlinePolicy): Promise<void> {
  const { formatTable } = await import('../table.ts');
  output.result({ deadlines }, () => formatTable(DEADLINES, deadlines, 'No deadline is declared.'));
}

const DEADLINES: readonly Column<Deadline>[] = [
  { title: 'PIPELINE', value: ({ pipeline }) => pipeline },
  { title: 'STAGE', value: ({ stage }) => stage },
  { title: 'TIER', value: ({ tier }) => tier },
  { title: 'DUE', value: ({ due }) => dueText(due) },
  { title: 'WARNS BEFORE', value: ({ warnMinutes }) => `${warnMinutes} min`, align: 'right' },
];

const dueText = (due: Deadline['due']): string =>
  'at' in due ? `${due.at} ${due.timeZone}, the day after` : `${due.afterStartMinutes} min after the start`;
