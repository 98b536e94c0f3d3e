// One API for all tests of a file: started before the first, closed after the last.
import { beforeAll } from 'vitest';
import { startApiStack, type ApiStack, type StackOptions } from './api-stack.ts';
import { stopsAfterAll, type Keep } from './stopping.ts';

export interface FileApiOptions {
  /** What it is started with; what that needs itself is handed to `keep`. */
  readonly start?: (keep: Keep) => StackOptions | Promise<StackOptions>;
  /** Puts into it what the tests begin with. */
  readonly fill?: (api: ApiStack) => Promise<unknown>;
  /** For both together; the default is that of every hook. */
  readonly timeoutMs?: number;
}

/** To be called at the top of a file; what it returns can be used once the tests run. */
export function apiOfFile({ start = () => ({}), fill, timeoutMs }: FileApiOptions = {}): ApiStack {
  const keep = stopsAfterAll();
  let running: ApiStack | null = null;
  beforeAll(async () => {
    const started = await keep(Promise.resolve(start(keep)).then(startApiStack), (api) => api.close());
    running = started;
    await fill?.(started);
  }, timeoutMs);
  const api = (): ApiStack => {
    if (running === null) throw new Error('The API of this file has not been started yet.');
    return running;
  };
  return {
    get url() {
      return api().url;
    },
    get store() {
      return api().store;
    },
    get operations() {
      return api().operations;
    },
    get log() {
      return api().log;
    },
    call: (method, path, sent) => api().call(method, path, sent),
    close: () => api().close(),
  };
}
