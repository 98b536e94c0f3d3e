// What this process has made a moment ago, kept for the step right after it, which mostly runs here as well. Bounded, and never
// the only copy: the store has it, for a step that runs later or elsewhere.

export class Recent<V> {
  readonly #most: number;
  readonly #values = new Map<string, V>();

  /** @param most kept; the oldest goes first. */
  constructor(most: number) {
    this.#most = most;
  }

  put(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#most) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }

  /** Once: who asks again, or for what came elsewhere, gets undefined and looks into the store. */
  take(key: string): V | undefined {
    const value = this.#values.get(key);
    this.#values.delete(key);
    return value;
  }
}
