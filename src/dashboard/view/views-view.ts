// Which saved view a page shows at the moment. Pure.
import type { SavedView } from '../client/types.ts';

type Search = Readonly<Record<string, unknown>>;

/** The same text whatever the order of the fields. */
const keyOf = (search: Search): string =>
  JSON.stringify(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)])
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );

export const viewShown = (views: readonly SavedView[], search: Search): SavedView | null =>
  views.find((view) => keyOf(view.search) === keyOf(search)) ?? null;

/** What of an address can be saved. */
export const searchToSave = (search: Search): SavedView['search'] =>
  Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [],
    ),
  );
