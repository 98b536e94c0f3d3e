// `npm run verify`: types, lint with the fences between the layers, format, unused code, one version of what must be one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { findVersionConflicts } from './lib/package-versions.ts';
import { createProgress } from './lib/progress.ts';
import { projectRoot } from './lib/project.ts';
import { runTool } from './lib/run-tool.ts';

interface Check {
  readonly name: string;
  /** Problems as lines; none: passed. */
  run(): Promise<readonly string[]>;
}

const TIMEOUT_MS = 5 * 60_000;

const CHECKS: readonly Check[] = [
  { name: 'types (tsc -b)', run: () => tool('typescript/bin/tsc', ['-b']) },
  {
    name: 'lint and layers (oxlint)',
    run: () => tool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '--format=unix']),
  },
  { name: 'format (prettier)', run: () => tool('prettier/bin/prettier.cjs', ['--check', '.']) },
  { name: 'unused code and packages (knip)', run: () => tool('knip/bin/knip.js', ['--no-progress']) },
  { name: 'one version of each package that must be one', run: () => Promise.resolve(versionConflicts()) },
];

/** Returns the exit code: 1 when a check failed. All run, whatever the others say. */
export async function main(): Promise<number> {
  const progress = createProgress();
  const table = new Table({ head: ['check', 'result', 'seconds'], style: { head: [], border: [] } });
  let failed = 0;
  for (const check of CHECKS) {
    const start = performance.now();
    const problems = await check.run();
    for (const line of problems) progress.say(`  ${line}`);
    if (problems.length > 0) failed += 1;
    table.push([
      check.name,
      problems.length === 0 ? 'passed' : 'FAILED',
      ((performance.now() - start) / 1_000).toFixed(1),
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
  return failed === 0 ? 0 : 1;
}

async function tool(script: string, args: readonly string[]): Promise<readonly string[]> {
  const command = [join(projectRoot, 'node_modules', script), ...args];
  const result = await runTool({
    command: process.execPath,
    args: command,
    cwd: projectRoot,
    env: process.env,
    timeoutMs: TIMEOUT_MS,
  });
  if (result.ok) return [];
  const lines = result.lines.filter((line) => line.trim() !== '');
  return lines.length === 0 ? [`${script} failed without saying why`] : lines;
}

function versionConflicts(): readonly string[] {
  return findVersionConflicts(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
}
