// What the demonstration asks, in order: what goes well, and what is refused on purpose. Nothing in it changes figures.
import { z } from 'zod';

/** What later requests need of earlier answers. */
export type Found = Map<string, string>;

export interface DemoRequest {
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string | ((found: Found) => string);
  readonly json?: unknown;
  /** The statuses that it should be answered with. */
  readonly expect: number | readonly number[];
  /** It is left out, with this reason, when no earlier answer said so. */
  readonly needs?: { readonly name: string; readonly otherwise: string };
  /** One line of what came back. */
  readonly say?: (body: unknown) => string;
  /** Keeps what later requests need. */
  readonly keep?: (body: unknown, found: Found) => void;
}

const overview = z.object({
  lastCompleteDay: z.string(),
  runs: z.array(z.object({ id: z.string(), status: z.string() })),
});
const accounts = z.object({ accounts: z.array(z.object({ id: z.string(), currency: z.string() })) });
const forecasts = z.object({ forecasts: z.array(z.unknown()) }).or(z.object({ days: z.array(z.unknown()) }));
const steps = z.object({ source: z.string(), total: z.number(), steps: z.array(z.object({ name: z.string() })) });
const log = z.object({ source: z.string(), lines: z.array(z.unknown()) });
const counted = z.object({ counts: z.record(z.string(), z.number()) });
const view = z.object({ name: z.string(), revision: z.number() });
const timed = z.object({ runs: z.array(z.object({ tookMs: z.number().nullable() })) });

const dayOf = (found: Found): string => found.get('day') ?? '2026-01-01';
const accountOf = (found: Found): string => found.get('account') ?? 'u1';
const runOf = (found: Found): string => encodeURIComponent(`account-day/daily/${dayOf(found)}/${accountOf(found)}`);
const VIEW = '/api/views/runs/demo';
const needs = { name: 'account', otherwise: 'left out: there is no account yet; npm start makes the first ones' };

export const DEMO_REQUESTS: readonly DemoRequest[] = [
  { what: 'is it alive', method: 'GET', path: '/healthz', expect: 200 },
  { what: 'are store and Temporal there', method: 'GET', path: '/readyz', expect: 200 },
  {
    what: 'the morning at a glance',
    method: 'GET',
    path: '/api/overview',
    expect: 200,
    say: (body) => {
      const { lastCompleteDay, runs } = overview.parse(body);
      return `last day ${lastCompleteDay}, ${runs.length} runs of it`;
    },
    keep: (body, found) => void found.set('day', overview.parse(body).lastCompleteDay),
  },
  {
    what: 'whose figures these are',
    method: 'GET',
    path: '/api/accounts?limit=5',
    expect: 200,
    say: (body) =>
      accounts
        .parse(body)
        .accounts.map(({ id, currency }) => `${id} (${currency})`)
        .join(', '),
    keep: (body, found) => {
      const [first] = accounts.parse(body).accounts;
      if (first !== undefined) found.set('account', first.id);
    },
  },
  {
    what: 'what comes next for one',
    method: 'GET',
    path: (found) => `/api/accounts/${accountOf(found)}/forecasts`,
    needs,
    expect: 200,
    say: (body) => (forecasts.safeParse(body).success ? 'forecasts with their bands' : 'an answer'),
  },
  {
    what: 'the steps of its last day',
    method: 'GET',
    path: (found) => `/api/runs/${runOf(found)}/steps`,
    needs,
    // Its day may not have run yet.
    expect: [200, 404],
    say: (body) => {
      const { source, total, steps: shown } = steps.parse(body);
      return `${total} from ${source}: ${shown
        .map(({ name }) => name)
        .slice(0, 4)
        .join(', ')} …`;
    },
  },
  {
    what: 'its log lines',
    method: 'GET',
    path: (found) => `/api/runs/${runOf(found)}/log`,
    needs,
    expect: 200,
    say: (body) => `${log.parse(body).lines.length} lines, ${log.parse(body).source}`,
  },
  {
    what: 'how long it takes of late',
    method: 'GET',
    path: (found) => `/api/runs/${runOf(found)}/durations`,
    needs,
    expect: 200,
    say: (body) =>
      timed
        .parse(body)
        .runs.map(({ tookMs }) => `${tookMs ?? '?'} ms`)
        .join(', '),
  },
  {
    what: 'what is on its way to the webhook',
    method: 'GET',
    path: '/api/deliveries',
    expect: 200,
    say: (body) => JSON.stringify(counted.parse(body).counts),
  },
  { what: 'save a view', method: 'PUT', path: VIEW, json: { search: { days: 90 } }, expect: 201, say: revisionOf },
  { what: 'save it again, unseen', method: 'PUT', path: VIEW, json: { search: {} }, expect: 409 },
  { what: 'delete it', method: 'DELETE', path: `${VIEW}?revision=1`, expect: 204 },
  { what: 'a date that is none', method: 'POST', path: '/api/runs', json: { date: '2026-02-30' }, expect: 400 },
  { what: 'a day that is not over', method: 'POST', path: '/api/runs', json: { date: '2099-01-01' }, expect: 400 },
  { what: 'a run that never was', method: 'GET', path: '/api/runs/day%2Fdaily%2F2000-01-01', expect: 404 },
  { what: 'an address that is none', method: 'GET', path: '/api/nothing', expect: 404 },
  { what: 'a method it does not know', method: 'DELETE', path: '/api/overview', expect: 405 },
];

function revisionOf(body: unknown): string {
  const { name, revision } = view.parse(body);
  return `"${name}", revision ${revision}`;
}
