// Words and tools of the bootstrap: steps that show what is going on, child processes, refusals.
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(fileURLToPath(new URL('../..', import.meta.url)));

/** Says what to do next; printed as one line, without a stack. */
export class Refusal extends Error {}

export function refuse(message) {
  throw new Refusal(message);
}

const REMINDER_MS = 10_000;

/** Runs one step and says what it is and how long it takes. */
export async function step(label, work) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1_000).toFixed(1)} s`;
  process.stderr.write(`${label} …\n`);
  const reminder = setInterval(() => process.stderr.write(`${label} … ${seconds()}\n`), REMINDER_MS);
  try {
    const result = await work();
    process.stderr.write(`${label}: done in ${seconds()}\n`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}

const CHILDREN = new Set();

/** Ctrl-C reaches the children of a terminal by itself; a plain kill of this process does not. */
function stopWithUs(signal) {
  for (const child of CHILDREN) child.kill('SIGTERM');
  process.exit(signal === 'SIGINT' ? 130 : 143);
}

/** Runs a program of the project to its end. Resolves with its exit code and everything it printed. */
export function runProgram(command, args, options = {}) {
  const child = spawn(command, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const chunks = [];
  const listeners = ['SIGINT', 'SIGTERM'].map((signal) => [signal, () => stopWithUs(signal)]);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  CHILDREN.add(child);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve) => {
    const settle = (code) => {
      CHILDREN.delete(child);
      for (const [signal, listener] of listeners) process.off(signal, listener);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
    };
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message));
      settle(null);
    });
    child.once('close', settle);
  });
}
