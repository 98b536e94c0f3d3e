// Sends requests one after the other and shows the answers in columns; what is refused is explained in the words of the answer.
import { z } from 'zod';
import type { DemoRequest, Found } from './requests.ts';

export interface PlayOptions {
  readonly url: string;
  /** Where access is required. */
  readonly key: string | undefined;
  readonly json: boolean;
  readonly write: (line: string) => void;
}

export interface Played {
  readonly what: string;
  readonly request: string;
  /** 0: no answer; null: it was not sent. */
  readonly status: number | null;
  readonly expected: readonly number[];
  readonly ms: number;
  readonly said: string;
}

const TIMEOUT_MS = 15_000;
const WIDTHS = { what: 34, request: 58, status: 6, ms: 8 } as const;

/** `ok`: every answer was as it should be. */
export async function play(requests: readonly DemoRequest[], options: PlayOptions): Promise<{ readonly ok: boolean }> {
  const found: Found = new Map();
  const played: Played[] = [];
  if (!options.json) options.write(row('WHAT', 'REQUEST', 'STATUS', 'TOOK', 'ANSWER'));
  for (const request of requests) {
    const one = await send(request, options, found);
    played.push(one);
    if (!options.json) options.write(lineOf(one));
  }
  const odd = played.filter((one) => !isAsExpected(one));
  if (options.json) options.write(JSON.stringify(played, null, 2));
  else options.write(summaryOf(played, odd));
  return { ok: odd.length === 0 };
}

const isAsExpected = ({ status, expected }: Pick<Played, 'status' | 'expected'>): boolean =>
  status === null || expected.includes(status);

async function send(request: DemoRequest, { url, key }: PlayOptions, found: Found): Promise<Played> {
  const path = typeof request.path === 'string' ? request.path : request.path(found);
  const { what, method, json, needs } = request;
  const begin = performance.now();
  const expected = typeof request.expect === 'number' ? [request.expect] : request.expect;
  const facts = { what, request: `${method} ${path}`, expected };
  if (needs !== undefined && !found.has(needs.name)) return { ...facts, status: null, ms: 0, said: needs.otherwise };
  try {
    const response = await fetch(new URL(path, url), {
      method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...authorization(key) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = readJson(await response.text());
    const ms = performance.now() - begin;
    const { status } = response;
    if (expected.includes(status)) request.keep?.(body, found);
    return { ...facts, status, ms, said: saidBy(request, status, body) };
  } catch (error) {
    return { ...facts, status: 0, ms: performance.now() - begin, said: `no answer: ${reasonOf(error)}` };
  }
}

const authorization = (key: string | undefined) => (key === undefined ? {} : { authorization: `Bearer ${key}` });

function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

const problem = z.object({ code: z.string(), detail: z.string(), action: z.string() });

/** A refusal explains itself: code, what was wrong, what to do. */
function saidBy({ say }: DemoRequest, status: number, body: unknown): string {
  const refused = problem.safeParse(body).data;
  if (refused !== undefined) return `${refused.code}: ${refused.detail} ${refused.action}`;
  if (status >= 400 || say === undefined) return status === 204 ? 'done' : `${status}`;
  try {
    return say(body);
  } catch {
    return 'an answer of another form';
  }
}

const row = (what: string, request: string, status: string, ms: string, said: string): string =>
  [
    what.padEnd(WIDTHS.what),
    request.padEnd(WIDTHS.request),
    status.padStart(WIDTHS.status),
    ms.padStart(WIDTHS.ms),
    ` ${said}`,
  ].join(' ');

function lineOf(played: Played): string {
  const { what, request, status, expected, ms, said } = played;
  const shown = isAsExpected(played) ? said : `EXPECTED ${expected.join(' or ')}. ${said}`;
  return row(what, request, status === null || status === 0 ? '-' : String(status), `${Math.round(ms)} ms`, shown);
}

function summaryOf(played: readonly Played[], odd: readonly Played[]): string {
  const well = `\n${played.length - odd.length} of ${played.length} as expected`;
  return odd.length === 0 ? well : `${well}; not: ${odd.map(({ what }) => what).join(', ')}.`;
}
