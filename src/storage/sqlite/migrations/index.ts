// Every schema change, oldest first. A new one is a new file here and a new entry at the end.
import { initial } from './0001-initial.ts';

export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly name: string;
  readonly steps: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [initial];
