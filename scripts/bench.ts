// `npm run bench [-- --json] [--sizes 2,10,50] [--repeats 5]`: what a real day costs on the embedded stack, beside bare Temporal of the same shape.
// `npm run bench -- --beside-backfill`: what it costs beside a running backfill.
// `npm run bench -- --half-way 100000`: whether a day of so many keeps its pace, memory and histories.
// `npm run bench -- --screens`: what the screens take on a store of 10,000 accounts and a year.
import { rm } from 'node:fs/promises';
import { measureBeside } from './bench/beside/measure.ts';
import { formatBeside } from './bench/beside/report.ts';
import { openBench, type Bench } from './bench/context.ts';
import { benchEnvironment } from './bench/environment.ts';
import { measureHalfWay } from './bench/half-way/measure.ts';
import { formatHalfWay } from './bench/half-way/report.ts';
import { measure } from './bench/measure.ts';
import { readBenchOptions, type BenchOptions, type ScreensOptions } from './bench/options.ts';
import { formatReport } from './bench/report.ts';
import { claimKept } from './bench/screens/kept-store.ts';
import { measureScreens } from './bench/screens/measure.ts';
import { formatScreens } from './bench/screens/report.ts';
import { createProgress } from './lib/progress.ts';
import { runStack } from './lib/run-stack.ts';

/** Returns the exit code: 1 when an account was not published or a limit of the histories is broken. @throws MorrowError. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readBenchOptions(args);
  const keep = options.screens?.keep ?? null;
  const { env, stateDir } = await benchEnvironment(process.env, keep);
  if (keep !== null) claimKept(stateDir);
  try {
    return await runStack({ env, progress: createProgress() }, async (stack) => {
      const bench = await openBench(stack);
      try {
        if (options.halfWay !== null) return await halfWay(bench, options.halfWay, options);
        if (options.screens !== null) return await screens(bench, options.screens, options);
        if (options.besideBackfill) return await besideBackfill(bench, options);
        const report = await measure(bench, options);
        process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report));
        return report.broken.length === 0 ? 0 : 1;
      } finally {
        await bench.close();
      }
    });
  } finally {
    if (keep === null) await rm(stateDir, { recursive: true, force: true });
  }
}

async function halfWay(bench: Bench, size: number, { json }: BenchOptions): Promise<number> {
  const report = await measureHalfWay(bench, size);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : formatHalfWay(report));
  return report.failed === 0 ? 0 : 1;
}

/** Screens that miss their bars are told; only wrong answers count as failure. */
async function screens(bench: Bench, options: ScreensOptions, { json }: BenchOptions): Promise<number> {
  const report = await measureScreens(bench, options);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : formatScreens(report));
  return report.broken.length === 0 ? 0 : 1;
}

/** Being slower than the aim is told, not punished: the exit code is about what was done. */
async function besideBackfill(bench: Bench, options: BenchOptions): Promise<number> {
  const report = await measureBeside(bench, options);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : formatBeside(report));
  return 0;
}
