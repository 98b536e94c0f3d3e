// The workflow bundle of the bare workers, built beside the benchmark's own data.
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MorrowError } from '../../../src/contract/errors.ts';
import { projectRoot } from '../../lib/project.ts';
import { runTool } from '../../lib/run-tool.ts';

const TIMEOUT_MS = 120_000;

/** In a process of its own: the bundler's memory would stay with the benchmark. @throws MorrowError INTERNAL. */
export async function bundleBareWorkflows(target: string): Promise<void> {
  const entry = fileURLToPath(new URL(`./workflows${extname(import.meta.url)}`, import.meta.url));
  const bundler = join(projectRoot, 'scripts', 'lib', 'bootstrap', 'bundle.mjs');
  const result = await runTool({
    command: process.execPath,
    args: [bundler, entry, target],
    cwd: projectRoot,
    env: process.env,
    timeoutMs: TIMEOUT_MS,
  });
  if (!result.ok) throw new MorrowError('INTERNAL', `The bare workflows cannot be bundled: ${result.lines.join(' ')}`);
}
