// What is asked, and when: the same for the same options, so that two runs can be compared.
import { addDays, parseIsoDate } from '../../src/domain/calendar/dates.ts';
import type { LoadOptions, Mix } from './options.ts';

export interface PlannedRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
  /** When it is due, ms after the beginning; 0 in an unlimited run. */
  readonly dueMs: number;
  /** It takes ten times as long to come in as an ordinary one takes to be answered. */
  readonly isDelayed: boolean;
}

type Question = Pick<PlannedRequest, 'method' | 'path' | 'body'>;

const HISTORY_DAYS = 180;
/** Bodies differ, so that nothing along the way can answer from a cache. */
const HISTORIES = 50;

const get = (path: string): Question => ({ method: 'GET', path, body: null });

const READS: readonly Question[] = [
  get('/api/accounts?limit=50'),
  get('/api/overview'),
  get('/api/runs?limit=50'),
  get('/api/holds'),
  get('/api/alerts?open=true'),
];

/** 180 days with a week and a trend. */
export function historyOf(seed: number): string {
  const first = parseIsoDate('2026-01-01');
  const history = Array.from({ length: HISTORY_DAYS }, (_, day) => ({
    date: addDays(first, day),
    revenue: (200 + seed + day * 0.4 + 30 * Math.sin((day * 2 * Math.PI) / 7) + ((day * 7_919 + seed) % 23)).toFixed(2),
  }));
  return JSON.stringify({ history, currency: 'EUR', horizon: 28 });
}

const PREDICTIONS: readonly Question[] = Array.from({ length: HISTORIES }, (_, seed) => ({
  method: 'POST',
  path: '/api/predict',
  body: historyOf(seed),
}));

/** Every second request of the mixture predicts. */
function questionAt(mix: Mix, index: number): Question {
  const list = mix === 'predict' || (mix === 'mixed' && index % 2 === 0) ? PREDICTIONS : READS;
  const question = list[Math.floor(index / (mix === 'mixed' ? 2 : 1)) % list.length];
  if (question === undefined) throw new RangeError('A mixture has no question.');
  return question;
}

export function* planLoad({ requests, seconds, slowShare, mix }: LoadOptions): Generator<PlannedRequest> {
  const gapMs = seconds === null ? 0 : (seconds * 1_000) / requests;
  for (let index = 0; index < requests; index += 1) {
    const isDelayed = isNthOf(slowShare, index);
    // Only a request with a body can take its time to come in.
    const question = isDelayed ? questionAt('predict', index) : questionAt(mix, index);
    yield { ...question, dueMs: index * gapMs, isDelayed };
  }
}

/** Spreads a share evenly: of 0.005 every 200th. */
const isNthOf = (share: number, index: number): boolean => Math.floor((index + 1) * share) > Math.floor(index * share);
