// Saved views: listed, saved under a name, replaced, deleted.
import { queryOptions } from '@tanstack/react-query';
import { deleteAt, getJson, putJson } from './request.ts';
import type { SavedView } from './types.ts';

export const viewsOf = (page: SavedView['page']) =>
  queryOptions({
    queryKey: ['views', page],
    queryFn: async ({ signal }) => (await getJson<{ views: SavedView[] }>(`/api/views?page=${page}`, signal)).views,
    staleTime: 60_000,
  });

export interface ViewChange extends Pick<SavedView, 'page' | 'name' | 'search'> {
  /** Of the view that is replaced; absent: it is new. */
  readonly revision?: number;
}

const pathOf = ({ page, name }: Pick<SavedView, 'page' | 'name'>): string =>
  `/api/views/${page}/${encodeURIComponent(name)}`;

export const saveView = ({ search, revision, ...key }: ViewChange): Promise<SavedView> =>
  putJson(pathOf(key), { search, ...(revision === undefined ? {} : { revision }) });

export const removeView = ({ revision, ...key }: SavedView): Promise<void> =>
  deleteAt(`${pathOf(key)}?revision=${revision}`);
