// One watcher for all who listen: looks at the store while anybody does, and tells everybody what has changed.
// Streams end when the process stops, when their caller may no longer ask, and after a quarter of an hour.
import { randomBytes } from 'node:crypto';
import { MorrowError, toMorrowError } from '../../contract/errors.ts';
import type { Logger } from '../../observability/logger.ts';
import type { OperationsDeps } from '../../operations/deps.ts';
import { changesBetween, readLive, type LiveState } from '../../operations/live-changes.ts';

export interface Listener {
  /** Whose streams are counted together. */
  readonly client: string;
  /** What the browser heard last; null: it has just come. */
  readonly lastEventId: string | null;
  /** False: it may listen no longer. */
  readonly isAllowed: () => Promise<boolean>;
  /** False: it does not read any more. */
  readonly write: (text: string) => boolean;
  readonly end: () => void;
}

export interface EventHub {
  /** Returns what takes the listener out again. @throws MorrowError TOO_MANY_REQUESTS. */
  listen(listener: Listener): () => void;
  /** Ends every stream, and takes no more. */
  close(): void;
}

export interface HubTimes {
  readonly lookMs: number;
  readonly heartbeatMs: number;
  readonly recheckMs: number;
  readonly lifeMs: number;
}

const TIMES: HubTimes = { lookMs: 1_000, heartbeatMs: 15_000, recheckMs: 5_000, lifeMs: 15 * 60_000 };
const PER_CLIENT = 10;
const ALTOGETHER = 500;
/** Events that a browser may have missed and still gets. */
const REMEMBERED = 100;
const RETRY_MS = 3_000;
/** So many times as long as a look took the store is left alone: counting a day of very many accounts takes its time. */
const REST = 9;
const REST_MS_MAX = 10_000;

interface Sent {
  readonly id: string;
  readonly text: string;
}

interface Open {
  readonly listener: Listener;
  readonly since: number;
  beatAt: number;
  checkedAt: number;
  /** False: what changes could not be told yet, as nobody knew what there was before. */
  isGreeted: boolean;
}

export interface HubOptions {
  readonly operations: Pick<OperationsDeps, 'store' | 'clock'>;
  readonly logger: Logger;
  readonly times?: Partial<HubTimes>;
}

export const createEventHub = (options: HubOptions): EventHub => new Hub(options);

class Hub implements EventHub {
  private readonly open = new Set<Open>();
  private readonly sent: Sent[] = [];
  /** Ids of another process, or of one before, mean nothing here. */
  private readonly origin = randomBytes(4).toString('hex');
  private readonly times: HubTimes;
  private readonly options: HubOptions;
  private count = 0;
  private before: LiveState | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isLooking = false;
  private restsUntil = 0;
  private isClosed = false;

  constructor(options: HubOptions) {
    this.options = options;
    this.times = { ...TIMES, ...options.times };
  }

  listen(listener: Listener): () => void {
    if (this.isClosed) throw new MorrowError('TOO_MANY_REQUESTS', 'The API is stopping.');
    this.requireRoom(listener.client);
    const now = performance.now();
    const one: Open = { listener, since: now, beatAt: now, checkedAt: now, isGreeted: this.before !== null };
    this.open.add(one);
    listener.write(`retry: ${RETRY_MS}\n\n${one.isGreeted ? this.greeting(listener.lastEventId) : ''}`);
    this.timer ??= setInterval(() => void this.look(), this.times.lookMs);
    if (!one.isGreeted) void this.look();
    return () => this.leave(one);
  }

  close(): void {
    this.isClosed = true;
    for (const one of this.open) this.end(one);
  }

  private requireRoom(client: string): void {
    const own = [...this.open].filter(({ listener }) => listener.client === client).length;
    if (own < PER_CLIENT && this.open.size < ALTOGETHER) return;
    throw new MorrowError(
      'TOO_MANY_REQUESTS',
      'Too many streams of events are open; close one, or ask from time to time.',
      {
        retryAfterMs: RETRY_MS * 10,
      },
    );
  }

  /** What it has missed, or that it has to ask for everything. */
  private greeting(lastEventId: string | null): string {
    const place = this.sent.findIndex(({ id }) => id === lastEventId);
    if (place >= 0)
      return this.sent
        .slice(place + 1)
        .map(({ text }) => text)
        .join('');
    return this.eventText('refresh', {});
  }

  private eventText(event: string, data: unknown, id = `${this.origin}-${this.count}`): string {
    return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
  }

  private async look(): Promise<void> {
    await this.tend();
    // A slow store is not asked again before it has answered.
    const begin = performance.now();
    const rests = this.before !== null && begin < this.restsUntil;
    if (this.isLooking || rests || this.open.size === 0) return;
    this.isLooking = true;
    try {
      const now = await readLive(this.options.operations);
      if (this.before !== null) for (const change of changesBetween(this.before, now)) this.tell(change);
      this.before = now;
      this.greetWaiting();
    } catch (error) {
      this.options.logger.debug({ code: toMorrowError(error).code }, 'changes cannot be read; looking again');
    } finally {
      this.isLooking = false;
      const end = performance.now();
      this.restsUntil = end + Math.min(REST * (end - begin), REST_MS_MAX);
    }
  }

  /** Only now: whatever changes after somebody has read everything is told. */
  private greetWaiting(): void {
    for (const one of this.open) {
      if (one.isGreeted) continue;
      one.isGreeted = true;
      this.write(one, this.eventText('refresh', {}));
    }
  }

  private tell({ topic, ...data }: { readonly topic: string }): void {
    this.count += 1;
    const id = `${this.origin}-${this.count}`;
    const text = this.eventText(topic, data, id);
    this.sent.push({ id, text });
    if (this.sent.length > REMEMBERED) this.sent.shift();
    for (const one of this.open) this.write(one, text);
  }

  /** Heartbeats, ends, and who may still listen. */
  private async tend(): Promise<void> {
    const now = performance.now();
    for (const one of this.open) {
      if (now - one.since >= this.times.lifeMs) this.end(one);
      else if (now - one.beatAt >= this.times.heartbeatMs) this.write(one, ': still here\n\n');
      if (now - one.checkedAt < this.times.recheckMs) continue;
      one.checkedAt = now;
      if (!(await one.listener.isAllowed())) this.end(one);
    }
  }

  private write(one: Open, text: string): void {
    one.beatAt = performance.now();
    if (!one.listener.write(text)) this.end(one);
  }

  private end(one: Open): void {
    this.leave(one);
    one.listener.end();
  }

  private leave(one: Open): void {
    this.open.delete(one);
    if (this.open.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    // Whoever comes next is told to ask for everything: what happened meanwhile was seen by nobody.
    this.before = null;
    this.sent.length = 0;
  }
}
