// `morrow keys`: API keys, made, listed and revoked. A key is printed once, when it is made.
import { Option } from 'commander';
import { ROLES } from '../../../src/domain/access.ts';
import type { ApiKeyView } from '../../../src/operations/access/keys.ts';
import type { CliContext, Registrar } from '../context.ts';
import { operating } from '../operating.ts';
import { examples, wholeNumber } from '../options.ts';

interface CreateOptions {
  readonly name: string;
  readonly role: string;
  readonly expiresIn?: number;
}

export function registerKeys({ program, action }: Registrar): void {
  const keys = program
    .command('keys')
    .description('API keys: create, list, revoke')
    .addHelpText(
      'after',
      examples('keys create --name "nightly import" --role operator --expires-in 90', 'keys revoke 0a1b2c3d4e'),
    );
  keys
    .command('create')
    .requiredOption('--name <text>', 'what uses it')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .addOption(new Option('--expires-in <days>', 'how long it counts; without it, for ever').argParser(wholeNumber))
    .description('a new key, shown once')
    .action(action(create));
  keys.command('list').description('every key, newest first, without its secret').action(action(list));
  keys
    .command('revoke')
    .argument('<id>', 'the ten digits behind `mk_`')
    .description('nobody gets in with it any more')
    .action(action(revoke));
}

const operate = operating(() => import('../../../src/operations/access/keys.ts'));

async function create(context: CliContext, { name, role, expiresIn }: CreateOptions): Promise<void> {
  const request = { name, role, ...(expiresIn === undefined ? {} : { expiresInDays: expiresIn }) };
  const key = await operate(context, ({ createKey }, deps) => createKey(deps, request));
  context.output.note('The key is shown only now.');
  context.output.result(key, () => key.key);
}

async function list(context: CliContext): Promise<void> {
  await print(context, await operate(context, ({ listKeys }, deps) => listKeys(deps)));
}

async function revoke(context: CliContext, id: string): Promise<void> {
  await print(context, [await operate(context, ({ revokeKey }, deps) => revokeKey(deps, id))]);
}

async function print({ output }: CliContext, keys: readonly ApiKeyView[]): Promise<void> {
  const { formatTable } = await import('../table.ts');
  output.result(keys, () =>
    formatTable(
      [
        { title: 'ID', value: ({ id }) => id },
        { title: 'NAME', value: ({ name }) => name },
        { title: 'ROLE', value: ({ role }) => role },
        { title: 'STATUS', value: ({ status }) => status },
        { title: 'BY', value: ({ createdBy }) => createdBy },
        { title: 'CREATED', value: ({ createdAt }) => createdAt },
        { title: 'EXPIRES', value: ({ expiresAt }) => expiresAt },
        { title: 'LAST USED', value: ({ lastUsedAt }) => lastUsedAt },
      ],
      keys,
      'There is no API key yet; see `morrow keys create --help`.',
    ),
  );
}
