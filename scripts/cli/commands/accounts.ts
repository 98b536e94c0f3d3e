// `morrow accounts`: the customers and their settings.
import { Option, type Command } from 'commander';
import type { Account } from '../../../src/domain/account.ts';
import type { CliContext, Registrar } from '../context.ts';
import { explainAccount } from './account-why.ts';
import { operating } from '../operating.ts';
import { cohortOption, commaListOrNone, examples, wholeNumber } from '../options.ts';

interface SettingOptions {
  readonly name?: string;
  readonly sources?: readonly string[];
  readonly currency?: string;
  readonly convert?: boolean;
  readonly depth?: number | 'auto';
  readonly degree?: number;
  readonly country?: string | null;
  readonly timeZone?: string;
  readonly tier?: string;
  readonly cohort?: string;
}

interface ListOptions {
  readonly cohort?: string;
  readonly all?: boolean;
}

export function registerAccounts({ program, action }: Registrar): void {
  const accounts = program
    .command('accounts')
    .description('accounts: list, show, why, add, set, archive, restore, purge, apply')
    .addHelpText(
      'after',
      examples(
        'accounts add acme --currency EUR --sources ad-exchange,app-store-1',
        'accounts set acme --depth 28 --no-convert',
        'accounts apply accounts.json',
      ),
    );
  accounts
    .command('list')
    .addOption(cohortOption())
    .option('--all', 'archived ones, too')
    .description('every account, by id')
    .action(action(listAll));
  accounts
    .command('show')
    .argument('<id>')
    .description('one account')
    .action(action((context, id: string) => changeOne(context, ({ getAccount }, deps) => getAccount(deps, id))));
  accounts
    .command('why')
    .argument('<id>')
    .description("the parts that the next day's forecast is the sum of")
    .action(action(explainAccount));
  withSettings(accounts.command('add').argument('<id>'))
    .description('a new account; --currency is needed')
    .action(
      action((context, id: string, options: SettingOptions) =>
        changeOne(context, ({ addAccount }, deps) => addAccount(deps, { id, ...toSettings(options) })),
      ),
    );
  withSettings(accounts.command('set').argument('<id>'))
    .description('change the named settings only')
    .action(
      action((context, id: string, options: SettingOptions) =>
        changeOne(context, ({ patchAccount }, deps) => patchAccount(deps, id, toSettings(options))),
      ),
    );
  registerEnding(accounts, action);
}

function registerEnding(accounts: Command, action: Registrar['action']): void {
  accounts
    .command('archive')
    .argument('<id>')
    .description('leave it out of every later run; its data stay')
    .action(
      action((context, id: string) => changeOne(context, ({ archiveAccount }, deps) => archiveAccount(deps, id))),
    );
  accounts
    .command('restore')
    .argument('<id>')
    .description('take an archived account back in')
    .action(
      action((context, id: string) => changeOne(context, ({ restoreAccount }, deps) => restoreAccount(deps, id))),
    );
  accounts
    .command('purge')
    .argument('<id>')
    .requiredOption('--yes', 'yes, delete the archived account with all its data for ever')
    .description('delete an archived account and everything it has')
    .action(action(purge));
  accounts
    .command('apply')
    .argument('<file.json>', 'a JSON array of accounts')
    .description('bring accounts to what a file says; accounts it does not name stay as they are')
    .action(action(applyFile));
}

const withSettings = (command: Command): Command =>
  command
    .option('--name <text>', 'name for people')
    .addOption(
      new Option('--sources <ids>', 'enabled sources, separated by commas; "" for none').argParser(commaListOrNone),
    )
    .option('--currency <code>', 'ISO 4217 code the account reports in')
    .option('--convert', 'convert every source into that currency')
    .option('--no-convert', 'refuse sources in another currency')
    .addOption(new Option('--depth <days>', 'days of history to train on, 1 to 180, or auto').argParser(depth))
    .addOption(
      new Option('--degree <n>', 'highest degree of the curves among the candidates, 1 or 2').argParser(wholeNumber),
    )
    .addOption(
      new Option('--country <code>', 'ISO 3166-1 code whose public holidays count; "" for none').argParser(codeOrNone),
    )
    .option('--time-zone <zone>', 'IANA zone whose midnight ends the day')
    .option('--tier <tier>', 'critical, standard or economy')
    .option('--cohort <name>', 'the group that schedules address');

/** An empty text takes the setting away. */
const codeOrNone = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const depth = (text: string): number | 'auto' => (text === 'auto' ? 'auto' : wholeNumber(text));

/** In the words of the account; what was not said stays unsaid. */
const toSettings = ({ convert, depth: days, degree, ...rest }: SettingOptions): object => ({
  ...rest,
  ...(convert === undefined ? {} : { convertCurrency: convert }),
  ...(days === undefined ? {} : { historyDepthDays: days }),
  ...(degree === undefined ? {} : { polynomialDegree: degree }),
});

type Operations = typeof import('../../../src/operations/accounts.ts');
type StoreDeps = import('../services.ts').StoreDeps;

const operate = operating(() => import('../../../src/operations/accounts.ts'));

async function changeOne(
  context: CliContext,
  use: (operations: Operations, deps: StoreDeps) => Promise<Account>,
): Promise<void> {
  const account = await operate(context, use);
  context.output.result(account, () => describeAccount(account));
}

const describeAccount = (account: Account): string =>
  Object.entries(account)
    .map(
      ([name, value]) =>
        `${`${name}:`.padEnd(20)}${Array.isArray(value) ? value.join(', ') || 'none' : String(value ?? 'none')}`,
    )
    .join('\n');

const PAGE = 1_000;

async function listAll(context: CliContext, { cohort, all = false }: ListOptions): Promise<void> {
  const found = await operate(context, async ({ listAccounts }, deps) => {
    const accounts: Account[] = [];
    const query = { includeArchived: all, limit: PAGE, ...(cohort === undefined ? {} : { cohort }) };
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAccounts>> = await listAccounts(
        deps,
        after === null ? query : { ...query, after },
      );
      accounts.push(...page.accounts);
      after = page.next;
    } while (after !== null);
    return accounts;
  });
  const { formatTable } = await import('../table.ts');
  context.output.result(found, () =>
    formatTable(
      [
        { title: 'ID', value: ({ id }) => id },
        { title: 'NAME', value: ({ name }) => name },
        { title: 'CURRENCY', value: ({ currency }) => currency },
        { title: 'CONVERT', value: ({ convertCurrency }) => (convertCurrency ? 'yes' : 'no') },
        { title: 'DEPTH', value: ({ historyDepthDays }) => historyDepthDays, align: 'right' },
        { title: 'SOURCES', value: ({ sources }) => sources.join(',') || 'none' },
        { title: 'COUNTRY', value: ({ country }) => country },
        { title: 'ZONE', value: ({ timeZone }) => timeZone },
        { title: 'COHORT', value: ({ cohort: name }) => name },
        { title: 'STATUS', value: ({ status }) => status },
      ],
      found,
      'There is no account yet; see `morrow accounts add --help`.',
    ),
  );
}

async function purge(context: CliContext, id: string): Promise<void> {
  const deleted = await operate(context, ({ purgeAccount }, deps) => purgeAccount(deps, id));
  const rows = Object.entries(deleted).map(([table, count]) => `${table} ${count}`);
  context.output.result({ account: id, deleted }, () => `purged ${id}: ${rows.join(', ')}`);
}

async function applyFile(context: CliContext, file: string): Promise<void> {
  const { readUserJsonList } = await import('../user-files.ts');
  const list = await readUserJsonList(context, file);
  const applied = await operate(context, ({ applyAccounts }, deps) => applyAccounts(deps, list));
  const { added, changed, unchanged } = applied;
  context.output.result(
    applied,
    () => `${added.length} added, ${changed.length} changed, ${unchanged.length} unchanged`,
  );
}
