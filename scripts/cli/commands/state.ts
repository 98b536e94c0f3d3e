// `morrow status | logs | reset | backup | restore`: the embedded stack of this folder and its state.
import type { StackStatus } from '../../state.ts';
import type { CliContext, Registrar } from '../context.ts';
import { examples, wholeNumber } from '../options.ts';

interface LogOptions {
  readonly lines: number;
  readonly follow?: boolean;
}

interface YesOption {
  readonly yes?: boolean;
}

export function registerState(registrar: Registrar): void {
  registerLooking(registrar);
  registerKeeping(registrar);
}

function registerLooking({ program, action }: Registrar): void {
  program
    .command('status')
    .description('the stack of this folder: processes, memory, addresses, files')
    .action(action(status));
  program
    .command('logs')
    .argument('[process]', 'one process; `morrow status` names them')
    .option('--lines <n>', 'so many last lines of each', wholeNumber, 20)
    .option('-f, --follow', 'go on with what is written, until Ctrl-C')
    .description('the logs of the stack')
    .addHelpText('after', examples('logs', 'logs worker-default --follow'))
    .action(action(logs));
}

function registerKeeping({ program, action }: Registrar): void {
  program
    .command('reset')
    .option('--yes', 'do not ask')
    .description('back to a first start: removes databases and logs of the stack')
    .action(action(reset));
  program
    .command('backup')
    .argument('<file.tar.gz>', 'the file to write')
    .description('save the embedded databases; the stack may run meanwhile')
    .addHelpText('after', examples('backup monday.tar.gz', 'restore monday.tar.gz'))
    .action(action(backup));
  program
    .command('restore')
    .argument('<file.tar.gz>', 'a file that `morrow backup` wrote')
    .description('bring a backup back; the stack must be stopped')
    .action(action(restore));
}

async function backup(context: CliContext, name: string): Promise<void> {
  const [{ backupState }, { userPath }] = await Promise.all([import('../../state.ts'), import('../user-files.ts')]);
  const saved = await backupState({ env: context.env, file: userPath(context, name) });
  const { databases, file, bytes, mongoLeftOut } = saved;
  if (mongoLeftOut) context.output.note('MongoDB holds the revenue and is not in the backup; save it with mongodump.');
  context.output.result(saved, () => `saved ${databases.join(', ')} to ${file} (${megabytes(bytes)})`);
}

async function restore(context: CliContext, name: string): Promise<void> {
  const [{ restoreState }, { userPath }] = await Promise.all([import('../../state.ts'), import('../user-files.ts')]);
  const restored = await restoreState({ env: context.env, file: userPath(context, name) });
  context.output.result(restored, () => `restored ${restored.databases.join(', ')} as of ${restored.takenAt}`);
}

async function status({ env, output }: CliContext): Promise<void> {
  const [{ readStatus }, { formatTable }] = await Promise.all([import('../../state.ts'), import('../table.ts')]);
  const found = await readStatus({ env });
  const processes = (): string =>
    formatTable(
      [
        { title: 'PROCESS', value: ({ name }) => name },
        { title: 'PID', value: ({ pid }) => pid, align: 'right' },
        { title: 'STATE', value: ({ alive }) => (alive ? 'up' : 'down') },
        {
          title: 'MEMORY',
          value: ({ memoryKiB }) => (memoryKiB === null ? null : megabytes(memoryKiB * 1_024)),
          align: 'right',
        },
        { title: 'LOG', value: ({ logFile }) => logFile },
      ],
      found.processes,
    );
  output.result(found, () => (found.running ? describeRunning(found, processes()) : describeStopped(found)));
}

function describeRunning(found: StackStatus, processes: string): string {
  const memory = found.totalMemoryKiB === null ? '' : `, ${megabytes(found.totalMemoryKiB * 1_024)} in all`;
  const silent = found.ports.filter(({ listening }) => !listening).map(({ name, port }) => `${name} ${port}`);
  return [
    `The stack runs since ${found.startedAt ?? 'an unknown time'}${memory}.`,
    '',
    processes,
    '',
    ...Object.entries(found.urls).map(([name, url]) => `${name}: ${url}`),
    ...(silent.length === 0 ? [] : [`no answer on: ${silent.join(', ')}`]),
    filesLine(found),
  ].join('\n');
}

const describeStopped = (found: StackStatus): string =>
  [`No stack runs here. Start it with npm start.`, filesLine(found)].join('\n');

/** What takes room; the rest is there, and small. */
function filesLine({ stateDir, files }: StackStatus): string {
  if (files.length === 0) return `state: ${stateDir} (empty)`;
  const large = files
    .filter(({ bytes }) => bytes >= SHOWN_BYTES)
    .map(({ name, bytes }) => `${name} ${megabytes(bytes)}`);
  return [`state: ${stateDir}`, ...large].join(', ');
}

const SHOWN_BYTES = 100_000;

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

async function logs(context: CliContext, name: string | undefined, { lines, follow }: LogOptions): Promise<void> {
  const [{ followLogs, readLogs }, { interruptSignal }] = await Promise.all([
    import('../../state.ts'),
    import('../interrupt.ts'),
  ]);
  const options = { env: context.env, ...(name === undefined ? {} : { process: name }) };
  const found = await readLogs({ ...options, lines });
  const say = (from: string, line: string): Promise<void> =>
    context.output.raw(`${context.output.json ? JSON.stringify({ process: from, line }) : `${from} | ${line}`}\n`);
  // Followed logs have no end, so that each line is a JSON document of its own.
  if (follow !== true) {
    return context.output.result(found, () =>
      found.flatMap((log) => log.lines.map((line) => `${log.process} | ${line}`)).join('\n'),
    );
  }
  for (const log of found) for (const line of log.lines) await say(log.process, line);
  await followLogs({ ...options, signal: interruptSignal() }, (from, line) => void say(from, line));
}

async function reset(context: CliContext, { yes = false }: YesOption): Promise<void> {
  const { resetState } = await import('../../state.ts');
  const { removed, mongoLeftOut } = await resetState({
    env: context.env,
    confirm: async (paths) => yes || confirm(context, paths),
  });
  if (mongoLeftOut) context.output.note('MongoDB holds the revenue and was left alone.');
  context.output.result({ removed, mongoLeftOut }, () =>
    removed.length === 0 ? 'Nothing was removed.' : `removed:\n${removed.join('\n')}`,
  );
}

async function confirm(context: CliContext, paths: readonly string[]): Promise<boolean> {
  const [{ askYes, canAsk }, { MorrowError }] = await Promise.all([
    import('../confirming.ts'),
    import('../../../src/contract/errors.ts'),
  ]);
  if (!canAsk(context)) {
    throw new MorrowError('INVALID_REQUEST', 'Nobody is here to confirm that the state is removed; say --yes.');
  }
  return askYes(context, `This removes for ever:\n${paths.join('\n')}`, 'Remove them?');
}
