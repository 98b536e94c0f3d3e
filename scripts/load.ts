// `npm run load`: puts an API under load. By default 20,000 requests in 900 s, of which 0.5 % are delayed tenfold.
import { writeFile } from 'node:fs/promises';
import { createProgress } from './lib/progress.ts';
import { installShutdown } from './lib/shutdown.ts';
import { readLoadOptions, type LoadOptions } from './load/options.ts';
import { formatReport, reportLoad, sampleLines } from './load/report.ts';
import { runLoad, type LoadRun } from './load/run.ts';
import { createSender } from './load/send.ts';
import { openTarget } from './load/target.ts';

/** Returns the exit code: 1 when a request went wrong. @throws MorrowError INVALID_REQUEST, PROCESS_FAILED. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readLoadOptions(args);
  const progress = createProgress();
  const shutdown = installShutdown({ say: progress.say, killAll: () => undefined });
  const target = await openTarget(options.url, process.env);
  shutdown.add(target.close);
  try {
    const run = await watched(options, target.url, { progress, signal: shutdown.signal, name: target.name });
    const report = reportLoad(run);
    if (options.record !== null) await writeFile(options.record, sampleLines(run.samples));
    process.stdout.write(`${options.json ? JSON.stringify(report) : formatReport(report)}\n`);
    return report.errors === 0 ? 0 : 1;
  } finally {
    await shutdown.run();
  }
}

interface Watching {
  readonly progress: ReturnType<typeof createProgress>;
  readonly signal: AbortSignal;
  readonly name: string;
}

async function watched(options: LoadOptions, url: string, { progress, signal, name }: Watching): Promise<LoadRun> {
  const sender = createSender(url, process.env['API_ADMIN_KEY'] ?? null);
  const step = progress.step(`${options.requests} requests to ${name}`);
  let [done, errors] = [0, 0];
  try {
    const run = await runLoad(options, {
      sender,
      signal,
      onSample: ({ error }) => {
        done += 1;
        if (error !== null) errors += 1;
        if (done % 50 === 0) step.update(`${done} answered, ${errors} errors`);
      },
    });
    step.done(`${run.samples.length} answered, ${errors} errors`);
    return run;
  } finally {
    sender.close();
  }
}
