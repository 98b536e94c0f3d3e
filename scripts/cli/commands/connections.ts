// `morrow connections`: where sources are and with what credentials. A secret comes from stdin or a prompt: arguments are seen
// by every process of the machine.
import { Option, type Command } from 'commander';
import type { ConnectionListing, ConnectionView } from '../../../src/operations/connections/connections.ts';
import type { ConnectionTest } from '../../../src/operations/connections/test-connection.ts';
import type { CliContext, Registrar } from '../context.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { operating } from '../operating.ts';
import { examples } from '../options.ts';

interface CredentialOptions {
  readonly credentialsFile?: string;
}

interface AddOptions extends CredentialOptions {
  readonly url: string;
  readonly account?: string;
}

interface SetOptions extends CredentialOptions {
  readonly url?: string;
}

export function registerConnections({ program, action }: Registrar): void {
  const connections = program
    .command('connections')
    .description('connections to sources: list, add, set, test, remove')
    .addHelpText(
      'after',
      `${examples(
        'connections add ad-exchange --url https://ads.example.com',
        'connections add ad-exchange --account u1 --url https://ads.example.com < token.json',
        'connections test ad-exchange',
      )}\n\n${STDIN_HELP}`,
    );
  connections.command('list').description('what is stored, and what each source uses').action(action(list));
  withCredentials(connections.command('add').argument('<source>'))
    .addOption(new Option('--url <address>', 'base URL of the source').makeOptionMandatory())
    .option('--account <id>', 'for this account only')
    .description('store a connection; asks for the credentials')
    .action(action(add));
  withCredentials(connections.command('set').argument('<connection>', '`<source>`, or `<source>@<account>`'))
    .option('--url <address>', 'another base URL')
    .description('set its credentials anew; asks for them')
    .action(action(set));
  connections
    .command('test')
    .argument('<connection>', '`<source>`, or `<source>@<account>`')
    .option('--account <id>', 'ask about this account')
    .description('ask the source for the last complete day')
    .action(action(test));
  connections.command('remove').argument('<connection>').description('remove a connection').action(action(remove));
}

const withCredentials = (command: Command): Command =>
  command.option('--credentials-file <file>', 'file with the credentials as JSON, - for stdin');

const STDIN_HELP = 'Where nobody can be asked, stdin holds the credentials as JSON: {"token": "…"}.';

type StoreDeps = import('../services.ts').StoreDeps;

const operate = operating(() => import('../../../src/operations/connections/connections.ts'));

async function credentialsOf(
  context: CliContext,
  { sources }: StoreDeps,
  { id, credentialsFile }: { readonly id: string; readonly credentialsFile?: string | undefined },
): Promise<Readonly<Record<string, string>>> {
  const { readCredentials } = await import('../credentials.ts');
  const [sourceId] = id.split('@');
  const wanted = sources.list().find((source) => source.id === sourceId)?.credentials ?? [];
  return readCredentials(context, wanted, credentialsFile ?? null);
}

async function add(context: CliContext, source: string, { url, account, credentialsFile }: AddOptions): Promise<void> {
  const added = await operate(context, async ({ addConnection }, deps) => {
    const credentials = await credentialsOf(context, deps, { id: source, credentialsFile });
    return addConnection(deps, { source, account: account ?? null, baseUrl: url, credentials });
  });
  printOne(context, added);
}

async function set(context: CliContext, id: string, { url, credentialsFile }: SetOptions): Promise<void> {
  const changed = await operate(context, async ({ changeConnection, getConnection }, deps) => {
    await getConnection(deps, id);
    const credentials = await credentialsOf(context, deps, { id, credentialsFile });
    return changeConnection(deps, id, { credentials, ...(url === undefined ? {} : { baseUrl: url }) });
  });
  printOne(context, changed);
}

async function remove(context: CliContext, id: string): Promise<void> {
  printOne(context, await operate(context, ({ removeConnection }, deps) => removeConnection(deps, id)));
}

async function test(context: CliContext, id: string, options: { readonly account?: string }): Promise<ExitCode> {
  const { testConnection } = await import('../../../src/operations/connections/test-connection.ts');
  const outcome = await operate(context, (_, deps) => testConnection(deps, id, options));
  context.output.result(outcome, () => describeTest(outcome));
  return outcome.verdict === 'answers' ? EXIT.ok : EXIT.failed;
}

const describeTest = ({
  connection,
  verdict,
  code,
  message,
  action,
  account,
  date,
  from,
  tookMs,
}: ConnectionTest): string =>
  [
    `${connection} (${from}, asked for ${account} on ${date}, ${tookMs} ms): ${verdict}`,
    code === null ? message : `${code}: ${message}`,
    ...(action === null ? [] : [action]),
  ].join('\n');

async function list(context: CliContext): Promise<void> {
  const listing = await operate(context, async ({ listConnections, CONNECTION_LIST_MAX: limit }, deps) => {
    let page = await listConnections(deps, { limit });
    const connections = [...page.connections];
    while (page.next !== null) {
      page = await listConnections(deps, { limit, after: page.next });
      connections.push(...page.connections);
    }
    return { ...page, connections };
  });
  const { formatTable } = await import('../table.ts');
  context.output.result(listing, () => `${storedTable(formatTable, listing)}\n\n${sourceLines(listing)}`);
}

type FormatTable = typeof import('../table.ts').formatTable;

const storedTable = (formatTable: FormatTable, { connections }: ConnectionListing): string =>
  formatTable(
    [
      { title: 'CONNECTION', value: ({ id }) => id },
      { title: 'BASE URL', value: ({ baseUrl }) => baseUrl },
      { title: 'SET', value: ({ setAt }) => setAt },
      { title: 'BY', value: ({ setBy }) => setBy },
      { title: 'KEY', value: ({ keyId, isCurrentKey }) => (isCurrentKey ? keyId : `${keyId} (not the current one)`) },
    ],
    connections,
    'No connection is stored; see `morrow connections add --help`.',
  );

const sourceLines = ({ sources, keyId }: ConnectionListing): string =>
  [
    ...sources.map(({ id, uses, credentials }) => `${id} uses ${USES[uses]}; needs ${namesOf(credentials)}`),
    keyId === null ? 'There is no key for secrets: see `morrow secrets --help`.' : `Secrets are sealed with ${keyId}.`,
  ].join('\n');

const USES = {
  store: 'the stored connection',
  environment: 'the credentials of the environment',
  nothing: 'nothing: it cannot be asked',
};

const namesOf = (credentials: readonly { readonly name: string }[]): string =>
  credentials.map(({ name }) => name).join(' and ');

const printOne = ({ output }: CliContext, connection: ConnectionView): void =>
  output.result(connection, () => `${connection.id}: ${connection.baseUrl}, sealed with ${connection.keyId}`);
