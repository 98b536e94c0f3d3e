// What is under way: in all, per account, and how long a request takes on average.

/** Before anything is known. */
const FIRST_GUESS_MS = 300;
/** How much a new duration counts in the average. */
const WEIGHT = 0.1;

export class Usage {
  readonly #byAccount = new Map<string, number>();
  #total = 0;
  #averageMs = FIRST_GUESS_MS;

  get total(): number {
    return this.#total;
  }

  get averageMs(): number {
    return this.#averageMs;
  }

  begin(account: string): void {
    this.#total += 1;
    this.#byAccount.set(account, this.#of(account) + 1);
  }

  end(account: string, durationMs: number): void {
    this.#total -= 1;
    const left = this.#of(account) - 1;
    if (left > 0) this.#byAccount.set(account, left);
    else this.#byAccount.delete(account);
    this.#averageMs += WEIGHT * (durationMs - this.#averageMs);
  }

  /** @param most null: no limit per account. */
  mayStart(account: string, most: number | null): boolean {
    return most === null || this.#of(account) < most;
  }

  #of = (account: string): number => this.#byAccount.get(account) ?? 0;
}
