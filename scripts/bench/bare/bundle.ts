// The workflow bundles of the benchmarks, built beside their own data.
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MorrowError } from '../../../src/contract/errors.ts';
import { projectRoot } from '../../lib/project.ts';
import { runTool } from '../../lib/run-tool.ts';

const TIMEOUT_MS = 120_000;

/** Those of the bare workers; `lean`: bundled as ours are. @throws MorrowError INTERNAL. */
export const bundleBareWorkflows = (target: string, lean: boolean): Promise<void> =>
  bundleWorkflows(
    new URL(`./${lean ? 'lean-workflows' : 'workflows'}${extname(import.meta.url)}`, import.meta.url),
    target,
    lean ? ['--shared'] : [],
  );

/** In a process of its own: the bundler's memory would stay with the benchmark. @throws MorrowError INTERNAL. */
export async function bundleWorkflows(entry: URL, target: string, options: readonly string[] = []): Promise<void> {
  const bundler = join(projectRoot, 'scripts', 'lib', 'bootstrap', 'bundle.mjs');
  const result = await runTool({
    command: process.execPath,
    args: [bundler, fileURLToPath(entry), target, ...options],
    cwd: projectRoot,
    env: process.env,
    timeoutMs: TIMEOUT_MS,
  });
  if (!result.ok)
    throw new MorrowError('INTERNAL', `The workflows of the benchmark cannot be bundled: ${result.lines.join(' ')}`);
}
