// `morrow deliveries`: published forecasts on their way to the webhook, and delivering them again.
import type { Delivery } from '../../../src/operations/deliveries.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples, wholeNumber } from '../options.ts';
import type { Column } from '../table.ts';

interface ListOptions {
  readonly status?: string;
  readonly account?: string;
  readonly after?: string;
  readonly limit: number;
}

interface AgainOptions {
  readonly failed?: boolean;
}

export function registerDeliveries({ program, action }: Registrar): void {
  const deliveries = program
    .command('deliveries')
    .description('published forecasts on their way to the webhook')
    .addHelpText(
      'after',
      examples('deliveries list --status given-up', 'deliveries again 2026-11-20/u1/1', 'deliveries again --failed'),
    );
  deliveries
    .command('list')
    .option('--status <status>', 'pending, sent, given-up or dropped')
    .option('--account <id>', 'one account')
    .option('--after <id>', 'go on after this one')
    .option('--limit <n>', 'at most so many, the latest date first', wholeNumber, 20)
    .description('what became of each')
    .action(action(listAll));
  deliveries
    .command('again')
    .argument('[ids...]', 'what `deliveries list` shows')
    .option('--failed', 'all that were given up')
    .description('deliver again, within a minute, with the same id')
    .action(action(deliverAgain));
}

async function listAll(context: CliContext, options: ListOptions): Promise<void> {
  const [{ listDeliveries }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/deliveries.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const listing = await withStore(context, (deps) => listDeliveries(deps, options));
  const { deliveries, counts, countedUpTo, notBefore, next } = listing;
  const words = Object.entries(counts).map(
    ([status, count]) => `${count}${count < countedUpTo ? '' : ' or more'} ${status}`,
  );
  context.output.result(listing, () =>
    [
      formatTable(COLUMNS, deliveries, 'Nothing like this is on its way.'),
      ...(notBefore === null ? [] : [`The receiver has asked for nothing before ${notBefore}.`]),
      `In all: ${words.join(', ') || 'none'}.${next === null ? '' : ` Go on with --after ${next}.`}`,
    ].join('\n'),
  );
}

const COLUMNS: readonly Column<Delivery>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'ATTEMPTS', value: ({ attempts }) => attempts, align: 'right' },
  { title: 'SENT', value: ({ sentAt }) => sentAt },
  { title: 'NEXT', value: ({ status, dueAt }) => (status === 'pending' ? dueAt : null) },
  { title: 'ERROR', value: ({ lastError }) => lastError },
];

async function deliverAgain(context: CliContext, ids: readonly string[], { failed }: AgainOptions): Promise<void> {
  const [{ redeliver }, { withStore }] = await Promise.all([
    import('../../../src/operations/deliveries.ts'),
    import('../services.ts'),
  ]);
  const request = { ...(ids.length === 0 ? {} : { ids }), ...(failed === true ? { failed } : {}) };
  const result = await withStore(context, (deps) => redeliver(deps, request));
  context.output.result(
    result,
    () => `${result.requeued} ${result.requeued === 1 ? 'is' : 'are'} delivered again within a minute`,
  );
}
