// `morrow holds` and `gates`: what was kept back and why, and what somebody decides about it.
import type { Command } from 'commander';
import type { HoldAction } from '../../../src/contract/messages.ts';
import type { HoldDecided, HoldDescription } from '../../../src/operations/holds.ts';
import type { GateDecision, HoldRecord } from '../../../src/ports/store.ts';
import type { CliContext, Registrar } from '../context.ts';
import { withDecision, type DecisionOptions } from '../deciding.ts';
import { minute } from '../figures.ts';
import { accountsOption, examples, wholeNumber } from '../options.ts';
import type { Column } from '../table.ts';

interface ListOptions {
  readonly all?: boolean;
  readonly limit: number;
}

interface GateOptions {
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

interface DecideOptions extends DecisionOptions {
  readonly accounts?: readonly string[];
}

export function registerHolds(registrar: Registrar): void {
  const { program, action } = registrar;
  const holds = program
    .command('holds')
    .description('forecasts that are kept back: list, show, release, reject')
    .addHelpText(
      'after',
      examples(
        'holds list',
        'holds show hold/daily/2026-11-20/0b6e2f61-0',
        'holds release hold/daily/2026-11-20/0b6e2f61-0 --reason "a sale that we knew of"',
        'holds reject hold/daily/2026-11-20/0b6e2f61-0 --accounts u1,u2 --reason "half of the day is missing"',
      ),
    );
  holds
    .command('list')
    .option('--all', 'decided and expired ones, too')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .description('holds that wait for a decision')
    .action(action(list));
  holds
    .command('show')
    .argument('<id>', 'the id that `holds list` shows')
    .option('--limit <n>', 'at most so many forecasts', wholeNumber, 50)
    .description('what a hold still holds, why, and what was decided')
    .action(action(show));
  registerDecision(holds, action, 'release', 'publish what is held');
  registerDecision(holds, action, 'reject', 'never publish what is held; the last good forecasts stay');
  registerGates(registrar);
}

function registerDecision(holds: Command, action: Registrar['action'], name: HoldAction, description: string): void {
  withDecision(holds.command(name).argument('<id>', 'the id that `holds list` shows').addOption(accountsOption()))
    .description(description)
    .action(action((context, id: string, options: DecideOptions) => decide(context, name, { id, options })));
}

const WAITING = ['open', 'escalated'] as const;

async function list(context: CliContext, { all = false, limit }: ListOptions): Promise<void> {
  const [{ listHolds }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/holds.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const { rows: holds } = await withStore(context, (deps) =>
    listHolds(deps, { limit, ...(all ? {} : { status: WAITING }) }),
  );
  const none = all ? 'No hold is recorded.' : 'Nothing is held back.';
  context.output.result(holds, () => formatTable(HOLDS, holds, none));
}

const HOLDS: readonly Column<HoldRecord>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'FORECASTS', value: ({ accounts }) => accounts, align: 'right' },
  { title: 'OPENED', value: ({ openedAt }) => minute(openedAt) },
  { title: 'DECIDES ITSELF', value: ({ decidesAt, closedAt }) => (closedAt === null ? minute(decidesAt) : null) },
  { title: 'REASON', value: ({ reason }) => reason },
];

async function show(context: CliContext, id: string, { limit }: ListOptions): Promise<void> {
  const [{ showHold }, { withStore }, { describeHold }] = await Promise.all([
    import('../../../src/operations/holds.ts'),
    import('../services.ts'),
    import('../hold-text.ts'),
  ]);
  const described: HoldDescription = await withStore(context, (deps) => showHold(deps, id, { limit }));
  context.output.result(described, () => describeHold(described));
}

interface Deciding {
  readonly id: string;
  readonly options: DecideOptions;
}

async function decide(context: CliContext, action: HoldAction, { id, options }: Deciding): Promise<void> {
  const [{ rejectHold, releaseHold }, { withOperations }] = await Promise.all([
    import('../../../src/operations/holds.ts'),
    import('../services.ts'),
  ]);
  const carryOut = action === 'release' ? releaseHold : rejectHold;
  const decided: HoldDecided = await withOperations(context, (deps) => carryOut(deps, id, options));
  const done = action === 'release' ? 'published' : 'rejected';
  context.output.result(decided, () => `${decided.decided} ${done}, ${decided.open} still held`);
}

function registerGates({ program, action }: Registrar): void {
  program
    .command('gates')
    .description('decisions of the gates of days')
    .addHelpText('after', examples('gates list', 'gates list --from 2026-11-01 --to 2026-11-20 --json'))
    .command('list')
    .option('--from <date>', 'first business date; without it 30 days')
    .option('--to <date>', 'last business date')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .description('what was published and held, wave by wave; --json has the figures it was decided by')
    .action(
      action(async (context, options: GateOptions) => {
        const [{ listGates }, { withStore }, { formatTable }] = await Promise.all([
          import('../../../src/operations/gates.ts'),
          import('../services.ts'),
          import('../table.ts'),
        ]);
        const gates = await withStore(context, (deps) => listGates(deps, options));
        context.output.result(gates, () => formatTable(GATES, gates, 'No gate has decided anything in these days.'));
      }),
    );
}

const GATES: readonly Column<GateDecision>[] = [
  { title: 'DATE', value: ({ date }) => date },
  { title: 'RUN', value: ({ runId }) => runId },
  { title: 'WAVE', value: ({ wave }) => wave, align: 'right' },
  { title: 'DECISION', value: ({ outcome }) => outcome.decision },
  { title: 'JUDGED', value: ({ outcome }) => outcome.judged, align: 'right' },
  { title: 'PUBLISHED', value: ({ outcome }) => outcome.published, align: 'right' },
  { title: 'HELD', value: ({ outcome }) => outcome.held, align: 'right' },
  { title: 'REASON', value: ({ outcome }) => outcome.hold?.reason ?? null },
];
