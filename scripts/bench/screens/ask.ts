// Asks the API as a browser does: over a kept connection, for gzip, and without a tag that could spare the answer.
import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** JSON. */
  readonly body?: object;
}

export const get = (path: string): Question => ({ method: 'GET', path });

export interface Answer {
  readonly status: number;
  /** From the question to the last byte. */
  readonly ms: number;
  /** As they came. */
  readonly bytes: number;
  json(): unknown;
}

export interface Asker {
  ask(question: Question): Promise<Answer>;
  close(): void;
}

const TIMEOUT_MS = 60_000;

export function createAsker(url: string): Asker {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (question) => exchange({ url, agent }, question),
    close: () => agent.destroy(),
  };
}

interface Line {
  readonly url: string;
  readonly agent: Agent;
}

function exchange({ url, agent }: Line, { method, path, body }: Question): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    'accept-encoding': 'gzip',
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
  };
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, agent, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    asked.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const ms = performance.now() - begin;
        const raw = Buffer.concat(chunks);
        const isPacked = response.headers['content-encoding'] === 'gzip';
        const json = (): unknown => JSON.parse((isPacked ? gunzipSync(raw) : raw).toString('utf8'));
        resolve({ status: response.statusCode ?? 0, ms, bytes: raw.length, json });
      });
    });
    asked.end(text);
  });
}
