// Listens to a stream of events as a browser does, and keeps what came.
import { waitFor } from './wait-for.ts';

export interface Heard {
  readonly id: string | null;
  readonly event: string | null;
  readonly data: unknown;
}

export interface EventStream {
  readonly status: number;
  readonly headers: Headers;
  readonly heard: readonly Heard[];
  readonly comments: readonly string[];
  /** Waits for an event that fits, from the beginning on. */
  event(name: string, fits?: (heard: Heard) => boolean): Promise<Heard>;
  /** Resolves when the other side has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

export async function listen(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/events`, { headers, signal: abort.signal });
  const heard: Heard[] = [];
  const comments: string[] = [];
  const keep = (block: string): void => {
    const event = read(block);
    if (event !== null) heard.push(event);
    else if (block.startsWith(':')) comments.push(block);
  };
  return {
    status: response.status,
    headers: response.headers,
    heard,
    comments,
    event: async (name, fits = () => true) => {
      const found = () => heard.find((one) => one.event === name && fits(one));
      await waitFor(`the event ${name}`, () => Promise.resolve(found() !== undefined), 10_000);
      return found() ?? { id: null, event: null, data: null };
    },
    ended: pump(response, keep).catch(() => undefined),
    close: () => abort.abort(),
  };
}

async function pump(response: Response, keep: (block: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) keep(block);
  }
}

function read(block: string): Heard | null {
  const field = (name: string): string | null =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  const data = field('data');
  return data === null ? null : { id: field('id'), event: field('event'), data: JSON.parse(data) };
}
