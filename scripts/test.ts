// `npm test [-- paths and vitest options]`: every tier on real servers. The last line is always `N passed, N failed`.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress } from './lib/progress.ts';
import { projectRoot, type EnvironmentVariables } from './lib/project.ts';
import { installShutdown } from './lib/shutdown.ts';
import type { TestTally } from './lib/test-report.ts';
import { planTiers, type TierRun } from './lib/test-tiers.ts';
import { createTestTools, type TestTools } from './lib/test-tools.ts';
import { runVitest } from './lib/vitest-run.ts';

/** Whatever hangs, the command ends. */
const DEADLINE_MS = 80 * 60_000;

/** Returns the exit code: 1 when a test failed or none ran. */
export async function main(args: readonly string[]): Promise<number> {
  const progress = createProgress();
  const tools = createTestTools({
    env: process.env,
    stateDir: join(projectRoot, '.morrow'),
    say: progress.say,
    step: progress.step,
  });
  const shutdown = installShutdown({ say: progress.say, killAll: () => undefined });
  shutdown.add(() => tools.stop());
  const signal = AbortSignal.any([shutdown.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const tallies: TestTally[] = [];
  try {
    for (const run of planTiers(args, projectRoot)) tallies.push(await runTier(run, { tools, signal }));
  } finally {
    await shutdown.run();
  }
  return report(tallies);
}

/** A tier whose tools cannot be had is one failure; the others still run. */
async function runTier(
  { tier, args }: TierRun,
  { tools, signal }: { tools: TestTools; signal: AbortSignal },
): Promise<TestTally> {
  const what = `test/${tier.name}`;
  try {
    const variables = await tools.provide(tier.tools);
    return await runVitest({ what, args, signal, env: { ...withoutTemporalSettings(process.env), ...variables } });
  } catch (error) {
    return { passed: 0, failures: [`${what}: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** Tests bring their own servers; a connection that the user has set up must never be used by them. */
function withoutTemporalSettings(env: EnvironmentVariables): EnvironmentVariables {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(kept), TEMPORAL_CONFIG_FILE: join(tmpdir(), 'morrow-tests-use-no-profile.toml') };
}

function report(tallies: readonly TestTally[]): number {
  const failures = tallies.flatMap((tally) => tally.failures);
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  for (const failure of failures) process.stdout.write(`FAILED ${failure}\n`);
  if (passed + failures.length === 0) process.stdout.write('No test ran. Check the paths and the name filter.\n');
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}
