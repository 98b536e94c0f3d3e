// The stream of events: while it is open, what changes is asked for when it changes; while it is not, screens ask from time to time.
import type { QueryClient } from '@tanstack/react-query';
import { LIVE_TOPICS, staleBy, type LiveTopic } from '../state/live.ts';

/** A running day changes all the time; nobody reads faster. */
const GATHER_MS = 2_000;
/** After a refusal, such as of too many streams; a stream that broke comes back by itself. */
const AGAIN_MS = 30_000;

let open = false;

/** Whether changes are told at the moment. */
export const isStreaming = (): boolean => open;

/** Listens while the page can be seen: a hidden one needs nothing, and a browser has few connections. Returns how to stop. */
export function followEvents(queries: QueryClient): () => void {
  const gathered = gatherer(queries);
  let source: EventSource | null = null;
  let again: number | undefined;
  const stop = (): void => {
    clearTimeout(again);
    source?.close();
    source = null;
    open = false;
  };
  const start = (): void => {
    stop();
    if (document.hidden) return;
    source = new EventSource('/api/events');
    source.addEventListener('open', () => (open = true));
    source.addEventListener('error', () => {
      // Asked once now, so that the screens go back to asking from time to time.
      if (open) gathered.add('refresh');
      open = false;
      if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(start, AGAIN_MS);
    });
    for (const topic of LIVE_TOPICS) source.addEventListener(topic, () => gathered.add(topic));
  };
  document.addEventListener('visibilitychange', start);
  start();
  return () => {
    document.removeEventListener('visibilitychange', start);
    gathered.stop();
    stop();
  };
}

interface Gatherer {
  add(topic: LiveTopic): void;
  stop(): void;
}

/** The first change counts at once, those after it together. */
function gatherer(queries: QueryClient): Gatherer {
  const waiting = new Set<LiveTopic>();
  let timer: number | undefined;
  const askAgain = (): void => {
    timer = undefined;
    if (waiting.size === 0) return;
    const keys = new Set([...waiting].flatMap(staleBy));
    waiting.clear();
    timer = window.setTimeout(askAgain, GATHER_MS);
    for (const key of keys) void queries.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
  };
  return {
    add: (topic) => {
      waiting.add(topic);
      if (timer === undefined) askAgain();
    },
    stop: () => clearTimeout(timer),
  };
}
