// The one place that speaks HTTP. What the API answers is held against its schemas by the API's own tests, and page and API are
// of one build: answers are taken as they are described, not checked again here.
import { keyFor, settle } from './press-keys.ts';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** What to do next. */
  readonly action: string;
  readonly requestId: string | null;
  /** Fields that are wrong, each by its place in what was sent. */
  readonly errors: readonly FieldProblem[];
}

export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** A refusal of the API, or no answer at all (status 0, worth another try). */
export class RequestError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.name = 'RequestError';
    this.problem = problem;
  }
}

/** A refusal stays a refusal; a server that is away or in trouble may come back. */
export const isWorthRetrying = (error: Error): boolean =>
  error instanceof RequestError && (error.problem.status === 0 || error.problem.status >= 500);

/** @throws RequestError. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer: T = await send(path, signal === undefined ? {} : { signal });
  return answer;
}

let csrfToken: string | null = null;

/** Every change sends it from now on; null: none is needed. */
export function carryCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Sent again as it is after no answer, or after trouble, it is done once. @throws RequestError. */
export async function postJson<T>(path: string, body?: unknown): Promise<T> {
  const what = JSON.stringify([path, body]);
  try {
    const answer: T = await sendJson(path, 'POST', { body, headers: { 'Idempotency-Key': keyFor(what) } });
    settle(what);
    return answer;
  } catch (error) {
    if (error instanceof RequestError && isDecided(error.problem)) settle(what);
    throw error;
  }
}

/** Refused for what it asks. Else an earlier press of it may still be at work, or done. */
const isDecided = ({ status, code }: Problem): boolean =>
  status >= 400 && status < 500 && ![401, 429].includes(status) && code !== 'REQUEST_KEY_IN_USE';

/** @throws RequestError. */
export const putJson = <T>(path: string, body: unknown): Promise<T> => sendJson(path, 'PUT', { body });

/** @throws RequestError. */
export const changeJson = <T>(method: 'PATCH' | 'DELETE' | 'PUT', path: string, body?: unknown): Promise<T> =>
  sendJson(path, method, { body });

/** @param etag what the thing must still be like. @throws RequestError. */
export async function deleteJson<T>(path: string, etag: string): Promise<T> {
  const answer: T = await send(path, { method: 'DELETE', headers: { ...tokenHeader(), 'If-Match': etag } });
  return answer;
}

interface Sent {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function sendJson<T>(
  path: string,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  { body, headers: more }: Sent,
): Promise<T> {
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const headers = { ...tokenHeader(), ...type, ...more };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer: T = await send(path, { method, headers, ...sent });
  return answer;
}

/** @param etag what the thing must still be like. @throws RequestError. */
export async function patchJson<T>(path: string, body: unknown, etag: string): Promise<T> {
  const headers = { ...tokenHeader(), 'Content-Type': 'application/json', 'If-Match': etag };
  const answer: T = await send(path, { method: 'PATCH', headers, body: JSON.stringify(body) });
  return answer;
}

/** @throws RequestError. */
export async function deleteAt(path: string): Promise<void> {
  const response = await reach(path, { method: 'DELETE', headers: tokenHeader() });
  if (!response.ok) throw new RequestError(await readProblem(response));
}

const tokenHeader = (): Record<string, string> => (csrfToken === null ? {} : { 'X-CSRF-Token': csrfToken });

async function send(path: string, init: RequestInit) {
  const response = await reach(path, init);
  if (!response.ok) throw new RequestError(await readProblem(response));
  return response.json();
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestError(UNREACHABLE, { cause: error });
  }
}

const UNREACHABLE: Problem = {
  status: 0,
  code: 'NO_ANSWER',
  title: 'No answer',
  detail: 'The API does not answer.',
  action: 'Look whether `npm start` (or the API process) still runs; this page tries again by itself.',
  requestId: null,
  errors: [],
};

async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const field = (name: string): string | null => {
    const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : null;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    status: response.status,
    code: field('code') ?? `HTTP_${response.status}`,
    title: field('title') ?? 'Unexpected answer',
    detail: field('detail') ?? `The API answered ${response.status}.`,
    action: field('action') ?? 'Look into the log of the API.',
    requestId: field('requestId'),
    errors: fieldProblems(body),
  };
}

function fieldProblems(body: unknown): readonly FieldProblem[] {
  const listed: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'errors') : null;
  if (!Array.isArray(listed)) return [];
  return listed.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const [path, message]: readonly unknown[] = [Reflect.get(entry, 'path'), Reflect.get(entry, 'message')];
    return typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : [];
  });
}
