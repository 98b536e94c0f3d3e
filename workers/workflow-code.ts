// Where a worker's workflow code comes from.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Config } from '../src/config/config.ts';
import { MorrowError } from '../src/contract/errors.ts';
import { isTraced } from './tracing.ts';

const TIMEOUT_MS = 120_000;

/**
 * A prebuilt bundle starts in half a second; without one the sources beside this file are bundled. With tracing they always
 * are, because its interceptors are in no prebuilt bundle.
 */
export async function workflowCode(config: Config) {
  if (isTraced(config)) return { workflowBundle: { code: await bundleTraced() } };
  const { WORKFLOW_BUNDLE: codePath } = config;
  if (codePath !== undefined) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL(`../src/workflows/index${ENDING}`, import.meta.url)) };
}

const ENDING = extname(import.meta.url);

async function bundleTraced(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-workflows-'));
  const target = join(folder, 'bundle.js');
  const script = fileURLToPath(new URL(`./bundle-traced${ENDING}`, import.meta.url));
  try {
    await promisify(execFile)(process.execPath, [...process.execArgv, script, target], { timeout: TIMEOUT_MS });
    return await readFile(target, 'utf8');
  } catch (error) {
    throw new MorrowError('INTERNAL', 'The workflows cannot be bundled with tracing.', { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
