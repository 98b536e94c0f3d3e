// `morrow alerts`: incidents, who has taken one over, what was told to whom, and a test of the channels.
import type { Command } from 'commander';
import type { ChannelResult } from '../../../src/contract/alert-messages.ts';
import type { NotificationView } from '../../../src/operations/alerts.ts';
import type { NotificationStatus } from '../../../src/ports/notification-store.ts';
import type { Channel } from '../../../src/ports/notifier.ts';
import type { AlertRecord } from '../../../src/ports/store.ts';
import type { CliContext, Registrar } from '../context.ts';
import { userName } from '../deciding.ts';
import type { ExitCode } from '../failure.ts';
import { minute } from '../figures.ts';
import { examples, wholeNumber } from '../options.ts';
import type { Column } from '../table.ts';

export function registerAlerts({ program, action }: Registrar): void {
  const alerts = program
    .command('alerts')
    .description('incidents: list, take over, resolve, what was told to whom, and a test of the channels')
    .addHelpText(
      'after',
      examples(
        'alerts list',
        'alerts list --all --json',
        'alerts ack breaker/app-store-1 --note "asking the provider"',
        'alerts test --channel webhook',
        'alerts sent --status given-up',
      ),
    );
  alerts
    .command('list')
    .option('--all', 'resolved ones, too')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .description('incidents that are open')
    .action(action(list));
  registerAcknowledge(alerts, action);
  alerts
    .command('resolve')
    .argument('<id>', 'the cause that `alerts list` shows')
    .requiredOption('--reason <text>', 'why it is over')
    .option('--by <name>', 'who resolves it; without it the user of this machine', userName())
    .description('close an open incident by hand; it opens anew when its cause is seen again')
    .action(action(resolve));
  alerts
    .command('test')
    .option('--channel <name>', 'log, webhook or email; without it all that are configured')
    .option('--by <name>', 'who sends it; without it the user of this machine', userName())
    .description('send a test alert through the channels of the workers; exit code 1 when one fails')
    .action(action(test));
  alerts
    .command('sent')
    .option('--status <status>', 'pending, sent or given-up')
    .option('--limit <n>', 'at most so many, newest first', wholeNumber, 20)
    .description('what was told to whom, and what is still to be told')
    .action(action(sent));
}

const registerAcknowledge = (alerts: Command, action: Registrar['action']): Command =>
  alerts
    .command('ack')
    .argument('<id>', 'the cause that `alerts list` shows')
    .option('--by <name>', 'who takes it over; without it the user of this machine', userName())
    .option('--note <text>', 'for the others', '')
    .description('say that you have taken an open incident over')
    .action(action(acknowledge));

interface ListOptions {
  readonly all?: boolean;
  readonly limit: number;
}

async function list(context: CliContext, { all = false, limit }: ListOptions): Promise<void> {
  const [{ listAlerts }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/alerts.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const { rows: alerts } = await withStore(context, (deps) =>
    listAlerts(deps, { limit, ...(all ? {} : { open: true }) }),
  );
  context.output.result(alerts, () => formatTable(ALERTS, alerts, 'No alert is open.'));
}

const ALERTS: readonly Column<AlertRecord>[] = [
  { title: 'SEVERITY', value: ({ severity }) => severity },
  { title: 'SINCE', value: ({ openedAt }) => minute(openedAt) },
  { title: 'COUNT', value: ({ count }) => count, align: 'right' },
  { title: 'RESOLVED', value: ({ resolvedAt }) => minute(resolvedAt) },
  { title: 'TAKEN BY', value: ({ acknowledgement }) => acknowledgement?.by ?? null },
  { title: 'CAUSE', value: ({ id }) => id },
  { title: 'WHAT', value: ({ title }) => title },
];

async function acknowledge(
  context: CliContext,
  id: string,
  request: { readonly by: string; readonly note: string },
): Promise<void> {
  const [{ acknowledgeAlert }, { withStore }] = await Promise.all([
    import('../../../src/operations/alerts.ts'),
    import('../services.ts'),
  ]);
  const alert = await withStore(context, (deps) => acknowledgeAlert(deps, id, request));
  context.output.result(alert, () => `${id} is taken by ${request.by}`);
}

async function resolve(
  context: CliContext,
  id: string,
  request: { readonly by: string; readonly reason: string },
): Promise<void> {
  const [{ resolveAlert }, { withStore }] = await Promise.all([
    import('../../../src/operations/alerts.ts'),
    import('../services.ts'),
  ]);
  const alert = await withStore(context, (deps) => resolveAlert(deps, id, request));
  context.output.result(alert, () => `${id} is resolved by ${request.by}`);
}

async function test(
  context: CliContext,
  request: { readonly channel?: Channel; readonly by: string },
): Promise<ExitCode> {
  const [{ testAlerts }, { withTemporal }, { EXIT }, { formatTable }] = await Promise.all([
    import('../../../src/operations/alert-tests.ts'),
    import('../services.ts'),
    import('../failure.ts'),
    import('../table.ts'),
  ]);
  const channels = await withTemporal(context, ({ client }) => testAlerts({ temporal: client }, request));
  context.output.result({ channels }, () => formatTable(CHANNELS, channels));
  return channels.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed;
}

const CHANNELS: readonly Column<ChannelResult>[] = [
  { title: 'CHANNEL', value: ({ channel }) => channel },
  { title: 'RESULT', value: ({ ok, error }) => (ok ? 'sent' : error) },
];

interface SentOptions {
  readonly status?: NotificationStatus;
  readonly limit: number;
}

async function sent(context: CliContext, options: SentOptions): Promise<void> {
  const [{ listNotifications }, { withStore }, { formatTable }] = await Promise.all([
    import('../../../src/operations/alerts.ts'),
    import('../services.ts'),
    import('../table.ts'),
  ]);
  const { rows: found } = await withStore(context, (deps) => listNotifications(deps, options));
  context.output.result(found, () => formatTable(NOTIFICATIONS, found, 'Nothing was told to anybody.'));
}

const NOTIFICATIONS: readonly Column<NotificationView>[] = [
  { title: 'SINCE', value: ({ createdAt }) => minute(createdAt) },
  { title: 'CHANNEL', value: ({ channel }) => channel },
  { title: 'EVENT', value: ({ event }) => event },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'ATTEMPTS', value: ({ attempts }) => attempts, align: 'right' },
  { title: 'ERROR', value: ({ lastError }) => lastError },
  { title: 'CAUSE', value: ({ alertId }) => alertId },
];
