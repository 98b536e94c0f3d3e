// Requests that wait for a provider, served in turn over the accounts: one that asks for much waits behind itself, not in
// front of the others.

interface Waiting {
  /** Whose request it is; '' for what belongs to no account. */
  readonly account: string;
}

export class Line<T extends Waiting> {
  /** In the order of the round: who was served last stands at the end. */
  readonly #queues = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param ahead before the account's own other requests: it goes on with something begun. */
  push(item: T, { ahead }: { readonly ahead: boolean }): void {
    const queue = this.#queues.get(item.account) ?? [];
    if (ahead) queue.unshift(item);
    else queue.push(item);
    this.#queues.set(item.account, queue);
    this.#size += 1;
  }

  /** The next request of the next account that may go. */
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

  removeAll(): readonly T[] {
    const all = [...this.#queues.values()].flat();
    this.#queues.clear();
    this.#size = 0;
    return all;
  }

  /** How many are served before a newcomer of this account. */
  placeOf(account: string): number {
    const own = this.#queues.get(account)?.length ?? 0;
    let before = own;
    for (const [other, queue] of this.#queues) if (other !== account) before += Math.min(queue.length, own + 1);
    return before;
  }
}
