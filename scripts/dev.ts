// `npm run dev`: the stack from source; workers and API restart when their code changes.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { parseOptions } from './lib/command.ts';
import { createProgress } from './lib/progress.ts';
import { projectRoot } from './lib/project.ts';
import { runStack } from './lib/run-stack.ts';
import { runTool } from './lib/run-tool.ts';
import type { Stack } from './lib/stack.ts';

const OPTIONS = { mongo: { type: 'boolean' }, trace: { type: 'boolean' } } as const;
/** Every step and request; the one before it is `trace.jsonl.1`, each at most 20 MB. */
const TRACE_FILE = join(projectRoot, 'logs', 'trace.jsonl');
const WATCHED = ['src', 'workers'];
/** Editors and formatters write a file several times. */
const SETTLE_MS = 300;
const BUILD_TIMEOUT_MS = 60_000;

/** Returns the exit code. @throws MorrowError with nothing left running. */
export function main(args: readonly string[]): Promise<number> {
  const { mongo = false, trace = false } = parseOptions('npm run dev', args, OPTIONS);
  const env = trace ? { ...process.env, MORROW_DEBUG_LOG: TRACE_FILE } : process.env;
  return runStack({ env, progress: createProgress(), mode: 'source', mongo }, async (stack, stayUp) => {
    if (trace) stack.log(`Every step and request goes to ${TRACE_FILE}`);
    const unwatch = restartOnChange(stack);
    stack.log(`API: ${stack.urls.api}   Temporal: ${stack.urls.temporalUi}   watching ${WATCHED.join(', ')}`);
    try {
      return await stayUp();
    } finally {
      unwatch();
    }
  });
}

function restartOnChange(stack: Stack): () => void {
  let timer: NodeJS.Timeout | undefined;
  const changed = (_event: string, file: string | null): void => {
    if (file === null || !/\.(tsx?|json|css|html)$/.test(file)) return;
    const follow = file.startsWith('dashboard/') ? rebuildDashboard : restart;
    clearTimeout(timer);
    timer = setTimeout(() => void follow(stack, file), SETTLE_MS);
  };
  const watchers = WATCHED.map((folder) => watch(join(projectRoot, folder), { recursive: true }, changed));
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** The API finds the new files by itself; the browser asks for them when it loads the page again. */
async function rebuildDashboard({ log }: Stack, file: string): Promise<void> {
  const [sources, target] = [join(projectRoot, 'src', 'dashboard'), join(projectRoot, 'dist', 'dashboard')];
  const result = await runTool({
    command: process.execPath,
    args: [join(projectRoot, 'scripts/lib/bootstrap/dashboard.mjs'), sources, target],
    cwd: projectRoot,
    env: process.env,
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  log(result.ok ? `${file} changed: dashboard built` : `${file} changed: ${result.lines.slice(-5).join(' | ')}`);
}

async function restart({ supervisor, log }: Stack, file: string): Promise<void> {
  const names = supervisor
    .states()
    .map(({ name }) => name)
    .filter((name) => name !== 'temporal');
  log(`${file} changed: restarting ${names.join(', ')}`);
  await Promise.all(names.map((name) => supervisor.replace(name)));
}
