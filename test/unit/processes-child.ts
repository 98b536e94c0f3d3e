// A process as ours are: it serves, says so, and stops in order. What it lived through is in the file that it was given.
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { announceReady, runUntilSignal } from '../../src/observability/process.ts';

const [name = '', diary = ''] = process.argv.slice(2);

const server = createServer().listen(0, '127.0.0.1');
announceReady({ name });
await runUntilSignal(async (reason) => {
  appendFileSync(diary, `${name} stops: ${reason}\n`);
  await new Promise((resolve) => server.close(resolve));
});
