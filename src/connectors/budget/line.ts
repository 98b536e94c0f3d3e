// Requests that wait for a provider: the more urgent ones first, and those of one priority in turn over the accounts, so that
// one that asks for much waits behind itself, not in front of the others.

interface Waiting {
  /** Whose request it is; '' for what belongs to no account. */
  readonly account: string;
  /** A key of PRIORITIES, 1 before 5. */
  readonly priority: number;
}

export class Line<T extends Waiting> {
  /** By priority; the most urgent first. */
  #rounds: readonly (readonly [priority: number, round: Round<T>])[] = [];

  get size(): number {
    return this.#rounds.reduce((sum, [, round]) => sum + round.size, 0);
  }

  /** @param ahead before the account's own other requests: it goes on with something begun. */
  push(item: T, { ahead }: { readonly ahead: boolean }): void {
    this.#roundOf(item.priority).push(item, ahead);
  }

  /** The next request of the next account that may go. */
  take(mayGo: (account: string) => boolean): T | undefined {
    for (const [, round] of this.#rounds) {
      const item = round.take(mayGo);
      if (item !== undefined) return item;
    }
    return undefined;
  }

  remove(item: T): void {
    this.#roundOf(item.priority).remove(item);
  }

  /** The most urgent ones first. */
  removeAll(): readonly T[] {
    const all = this.#rounds.flatMap(([, round]) => round.all());
    this.#rounds = [];
    return all;
  }

  /** How many are served before a newcomer. */
  placeOf({ account, priority }: Waiting): number {
    return this.#rounds.reduce((before, [other, round]) => {
      if (other > priority) return before;
      return before + (other < priority ? round.size : round.placeOf(account));
    }, 0);
  }

  #roundOf(priority: number): Round<T> {
    const found = this.#rounds.find(([key]) => key === priority);
    if (found !== undefined) return found[1];
    const round = new Round<T>();
    this.#rounds = [...this.#rounds, [priority, round] as const].toSorted(([a], [b]) => a - b);
    return round;
  }
}

/** Requests of one priority. */
class Round<T extends Waiting> {
  /** Who was served last stands at the end. */
  readonly #queues = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T, ahead: boolean): void {
    const queue = this.#queues.get(item.account) ?? [];
    if (ahead) queue.unshift(item);
    else queue.push(item);
    this.#queues.set(item.account, queue);
    this.#size += 1;
  }

  take(mayGo: (account: string) => boolean): T | undefined {
    for (const [account, queue] of this.#queues) {
      if (!mayGo(account)) continue;
      const item = queue.shift();
      this.#queues.delete(account);
      if (queue.length > 0) this.#queues.set(account, queue);
      if (item !== undefined) this.#size -= 1;
      return item;
    }
    return undefined;
  }

  remove(item: T): void {
    const queue = this.#queues.get(item.account);
    const at = queue?.indexOf(item) ?? -1;
    if (queue === undefined || at === -1) return;
    queue.splice(at, 1);
    if (queue.length === 0) this.#queues.delete(item.account);
    this.#size -= 1;
  }

  all(): readonly T[] {
    return [...this.#queues.values()].flat();
  }

  placeOf(account: string): number {
    const own = this.#queues.get(account)?.length ?? 0;
    let before = own;
    for (const [other, queue] of this.#queues) if (other !== account) before += Math.min(queue.length, own + 1);
    return before;
  }
}
