// A hundred predictions a second, each sent when it is due however the ones before it fare.
import { planLoad } from '../../load/plan.ts';
import { reportLoad } from '../../load/report.ts';
import { runLoad } from '../../load/run.ts';
import { createSender } from '../../load/send.ts';
import { readLoadOptions } from '../../load/options.ts';
import type { Step } from '../../lib/progress.ts';
import { BARS } from './figures.ts';
import type { PredictResult } from './result.ts';

const PER_SECOND = 100;
const SECONDS = 30;
const WARM_UP = 200;
const PATH = '/api/predict';

export async function measurePredict(url: string, step: Step): Promise<PredictResult> {
  const sender = createSender(url, null);
  const never = new AbortController().signal;
  const options = (requests: number, more: readonly string[]) =>
    readLoadOptions(['--mix', 'predict', '--slow-share', '0', '--requests', String(requests), ...more]);
  try {
    for (const planned of planLoad(options(WARM_UP, ['--unlimited']))) await sender.send(planned, performance.now());
    let done = 0;
    const onSample = (): void => step.update(`${(done += 1)} of ${PER_SECOND * SECONDS}`);
    const load = options(PER_SECOND * SECONDS, ['--seconds', String(SECONDS)]);
    const { errors, perSecond, durations } = reportLoad(await runLoad(load, { sender, signal: never, onSample }));
    const { requests = 0, p50 = NaN, p95 = NaN, p99 = NaN, max = NaN } = durations[PATH] ?? {};
    return { requests, perSecond, errors, p50, p95, p99, max, holds: p99 <= BARS.predictP99Ms };
  } finally {
    sender.close();
  }
}
