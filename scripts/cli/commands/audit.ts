// `morrow audit`: who changed what, by API and command line.
import { Option } from 'commander';
import type { AuditEntry } from '../../../src/ports/store.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples, wholeNumber } from '../options.ts';

interface ListOptions {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly after?: string;
  readonly limit?: number;
}

export function registerAudit({ program, action }: Registrar): void {
  const audit = program
    .command('audit')
    .description('audit log: list')
    .addHelpText('after', examples('audit list --subject account/u1', 'audit list --actor anna --limit 200'));
  audit
    .command('list')
    .option('--actor <name>', 'only changes by this name')
    .option('--action <name>', 'only changes of this kind, such as account.change')
    .option('--subject <id>', 'only changes of this, such as account/u1')
    .option('--after <cursor>', 'the page after this one')
    .addOption(new Option('--limit <n>', 'at most so many, up to 500; the default is 50').argParser(wholeNumber))
    .description('changes, newest first; --json shows them before and after')
    .action(action(list));
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const [{ listAudit }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/audit.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const listing = await withStore(context, (deps) => listAudit(deps, options));
  const { entries, next } = listing;
  if (next !== null) context.output.note(`There is more: --after ${next}`);
  context.output.result(listing, () =>
    formatTable<AuditEntry>(
      [
        { title: 'AT', value: ({ at }) => at },
        { title: 'WHO', value: ({ actorKind, actor }) => `${actorKind} ${actor}` },
        { title: 'ACTION', value: ({ action }) => action },
        { title: 'SUBJECT', value: ({ subject }) => subject },
      ],
      entries,
      'Nothing was changed yet.',
    ),
  );
}
