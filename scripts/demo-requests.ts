// `npm run demo:requests`: a scripted set of requests to a running stack, with its answers beside each other.
import { parseOptions } from './lib/command.ts';
import { DEMO_REQUESTS } from './lib/demo/requests.ts';
import { play } from './lib/demo/play.ts';
import { readConfig } from '../src/config/config.ts';
import { readRunningStack } from './lib/stack-file.ts';
import { MorrowError } from '../src/contract/errors.ts';

const OPTIONS = { url: { type: 'string' }, key: { type: 'string' }, json: { type: 'boolean' } } as const;

/** Returns the exit code: 1 when an answer was not as it should be. @throws MorrowError NOT_FOUND without a stack. */
export async function main(args: readonly string[]): Promise<number> {
  const { url, key, json = false } = parseOptions('npm run demo:requests', args, OPTIONS);
  const { ok } = await play(DEMO_REQUESTS, {
    url: url ?? runningApi(),
    key: key ?? process.env['API_ADMIN_KEY'],
    json,
    write: (line) => void process.stdout.write(`${line}\n`),
  });
  return ok ? 0 : 1;
}

function runningApi(): string {
  const { MORROW_STATE_DIR: folder } = readConfig(process.env);
  const api = readRunningStack(folder)?.urls['api'];
  if (api !== undefined) return api;
  throw new MorrowError(
    'NOT_FOUND',
    `No stack runs in ${folder}. Start one with npm start, or name an API with -- --url http://127.0.0.1:9095.`,
  );
}
