// `npm run build`: everything compiled, tests included, and the workflow bundle. The bootstrap has done most of it by now.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './lib/project.ts';
import { runTool } from './lib/run-tool.ts';

const TIMEOUT_MS = 10 * 60_000;

/** Returns the exit code. */
export async function main(): Promise<number> {
  const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const result = await runTool({
    command: process.execPath,
    args: [tsc, '-b'],
    cwd: projectRoot,
    env: process.env,
    timeoutMs: TIMEOUT_MS,
    onLine: print,
  });
  const bundled = existsSync(join(projectRoot, 'dist', 'workflow-bundle.js'));
  print(result.ok && bundled ? 'Built: dist/ and dist/workflow-bundle.js.' : 'Not built; correct the errors above.');
  return result.ok && bundled ? 0 : 1;
}
