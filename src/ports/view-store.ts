// Named states of a screen. Part of the store's port; its rules hold here too.

/** Pages that can be saved. */
export const VIEW_PAGES = ['overview', 'runs'] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

/** The query of a page's address. */
export type ViewSearch = Readonly<Record<string, string | number | boolean>>;

export interface SavedView {
  /** `<owner>/<page>/<name>`. */
  readonly id: string;
  /** `shared`, or who it belongs to: kind and name of a caller. */
  readonly owner: string;
  readonly page: ViewPage;
  readonly name: string;
  readonly search: ViewSearch;
  /** From 1. */
  readonly revision: number;
  /** ISO instants. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ViewStore {
  find(id: string): Promise<SavedView | null>;
  /** By name. */
  list(owner: string, page: ViewPage): Promise<readonly SavedView[]>;
  /** False: there is one with that id, and nothing was written. */
  add(view: SavedView): Promise<boolean>;
  /** Replaces the one with the revision before; false: it is another one by now, or gone. */
  replace(view: SavedView): Promise<boolean>;
  /** False: it is of another revision, or gone. */
  remove(id: string, revision: number): Promise<boolean>;
}
