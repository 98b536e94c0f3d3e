// Where a worker's workflow code comes from.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Config } from '../src/config/config.ts';
import { MorrowError } from '../src/contract/errors.ts';
import { encryptsPayloads } from './payload-encryption.ts';
import { isTraced } from './tracing.ts';

const TIMEOUT_MS = 120_000;

/**
 * A prebuilt bundle starts in half a second; without one the sources beside this file are bundled. With tracing, encryption or
 * call stacks they always are, because what these need is in no prebuilt bundle.
 */
export async function workflowCode(config: Config) {
  const additions = additionsOf(config);
  const { WORKFLOW_BUNDLE: codePath } = config;
  if (codePath !== undefined && additions.length === 0) return { workflowBundle: { codePath } };
  return { workflowBundle: { code: await bundleWith(additions) } };
}

const additionsOf = (config: Config): readonly string[] => [
  ...(isTraced(config) ? ['traced'] : []),
  ...(encryptsPayloads(config) ? ['encrypted'] : []),
  ...(config.WORKER_CALL_STACKS === 'true' ? ['call-stacks'] : []),
];

const ENDING = extname(import.meta.url);

async function bundleWith(additions: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'morrow-workflows-'));
  const target = join(folder, 'bundle.js');
  const script = fileURLToPath(new URL(`./bundle-workflows${ENDING}`, import.meta.url));
  try {
    await promisify(execFile)(process.execPath, [...process.execArgv, script, target, ...additions], {
      timeout: TIMEOUT_MS,
    });
    return await readFile(target, 'utf8');
  } catch (error) {
    throw new MorrowError('INTERNAL', `The workflows cannot be bundled (${additions.join(', ')}).`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
