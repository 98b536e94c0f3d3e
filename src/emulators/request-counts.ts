// How many requests each emulated source has seen since start: lets a test assert what was asked, and what was not.
import { EMULATED_SOURCES, type EmulatedSource } from './sources.ts';

export class RequestCounts {
  readonly #counts = new Map<EmulatedSource, number>(EMULATED_SOURCES.map((source) => [source, 0]));

  add(source: EmulatedSource): void {
    this.#counts.set(source, (this.#counts.get(source) ?? 0) + 1);
  }

  asObject(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
