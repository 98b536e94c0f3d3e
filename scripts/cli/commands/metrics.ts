// `morrow metrics targets`: where the processes of the running stack are scraped.
import type { Registrar } from '../context.ts';
import { examples } from '../options.ts';

export function registerMetrics({ program, action }: Registrar): void {
  const metrics = program.command('metrics').description('figures for Prometheus');
  metrics
    .command('targets')
    .description(
      'where the processes of the running stack are scraped, as JSON for file_sd_configs; none without a stack',
    )
    .addHelpText('after', examples('metrics targets'))
    .action(
      action(async ({ env, output }) => {
        const [{ readConfig }, { readRunningStack }, { metricsTargets, metricsTargetsText }] = await Promise.all([
          import('../../../src/config/config.ts'),
          import('../../lib/stack-file.ts'),
          import('../../lib/metrics-targets.ts'),
        ]);
        const processes = readRunningStack(readConfig(env).MORROW_STATE_DIR)?.processes ?? [];
        const text = metricsTargetsText(processes);
        return output.json ? output.result(metricsTargets(processes), () => text) : await output.raw(text);
      }),
    );
}
