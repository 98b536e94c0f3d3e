// Which saved view a page shows, whatever the order of its filters.
import { expect, test } from 'vitest';
import type { SavedView } from '../../src/dashboard/client/types.ts';
import { searchToSave, viewShown } from '../../src/dashboard/view/views-view.ts';

const view = (name: string, search: SavedView['search']): SavedView => ({
  id: `shared/runs/${name}`,
  owner: 'shared',
  page: 'runs',
  name,
  search,
  revision: 1,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
});

test('the view that is shown is the one with the same filters', () => {
  const views = [view('all', {}), view('failed', { status: 'failed', days: 90 })];
  expect(viewShown(views, { days: '90', status: 'failed', cohort: undefined })?.name).toBe('failed');
  expect(viewShown(views, {})?.name).toBe('all');
  expect(viewShown(views, { days: 14 })).toBeNull();
});

test('only plain values of an address are saved', () => {
  expect(searchToSave({ days: 90, from: undefined, list: ['x'] })).toEqual({ days: 90 });
});
