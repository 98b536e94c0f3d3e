// Named states of a screen: each person's own where access is required, everybody's where it is off.
import { z } from 'zod';
import { MorrowError } from '../contract/errors.ts';
import { VIEW_PAGES, type SavedView, type ViewPage } from '../ports/view-store.ts';
import { recordChange } from './audit.ts';
import { currentCaller } from './caller.ts';
import type { OperationsDeps } from './deps.ts';
import { invalidInput, parseInput } from './input.ts';

type ViewDeps = Pick<OperationsDeps, 'store' | 'clock'>;

export const viewPage = z.enum(VIEW_PAGES);

/**
 * Letters, digits and signs of any script; no slash, nothing that cannot be seen, no space at the ends. Not "." or "..", which
 * browsers take out of addresses, so that nobody could delete the view any more. What looks the same is the same name, however it
 * was typed.
 */
export const viewName = z
  .string()
  .normalize('NFC')
  .min(1)
  .max(60)
  .regex(
    /^(?!\.{1,2}$)[^\s/\p{C}](?:[^/\p{C}]*[^\s/\p{C}])?$/u,
    'must be 1 to 60 characters that can be seen, without "/", not "." or "..", not beginning or ending with a space',
  )
  .meta({ examples: ['failed last week'] });

const VALUES_MAX = 20;
const VIEWS_MAX = 100;

export const viewRequestSchema = z
  .strictObject({
    search: z
      .record(z.string().min(1).max(40), z.union([z.string().max(200), z.number(), z.boolean()]))
      .refine((search) => Object.keys(search).length <= VALUES_MAX, `must have at most ${VALUES_MAX} entries`)
      .describe("The query of the page's address."),
    revision: z.int().min(1).optional().describe('The revision that is to be replaced; absent: the view is new.'),
  })
  .meta({ id: 'SavedViewRequest', examples: [{ search: { days: 90, status: 'failed' } }] });

export interface ViewKey {
  readonly page: string;
  readonly name: string;
}

/** Where nobody says who they are, views belong to all. */
function ownerNow(): string {
  const { kind, name } = currentCaller();
  return kind === 'local' || kind === 'anonymous' || kind === 'system' ? 'shared' : `${kind}:${name}`;
}

const idOf = (owner: string, { page, name }: ViewKey): string => `${owner}/${page}/${name}`;

/** By name. @throws InvalidInputError. */
export const listViews = (deps: Pick<OperationsDeps, 'store'>, page: ViewPage): Promise<readonly SavedView[]> =>
  deps.store.views.list(ownerNow(), parseInput(viewPage, page));

/** @throws InvalidInputError; MorrowError VIEW_EXISTS, VIEW_CHANGED, VIEW_NOT_FOUND. */
export async function saveView(deps: ViewDeps, key: ViewKey, request: unknown): Promise<SavedView> {
  const { search, revision } = parseInput(viewRequestSchema, request);
  const page = parseInput(viewPage, key.page, 'page');
  const name = parseInput(viewName, key.name, 'name');
  const owner = ownerNow();
  const id = idOf(owner, { page, name });
  const before = await deps.store.views.find(id);
  const at = deps.clock.now().toISOString();
  const view: SavedView = {
    id,
    owner,
    page,
    name,
    search,
    revision: (revision ?? 0) + 1,
    createdAt: before?.createdAt ?? at,
    updatedAt: at,
  };
  await (revision === undefined ? add(deps, view) : replace(deps, view, before));
  await recordChange(deps, { action: 'view.save', subject: `view/${view.id}`, before: before?.search, after: search });
  return view;
}

async function add({ store }: ViewDeps, view: SavedView): Promise<void> {
  const { owner, page, name } = view;
  if ((await store.views.list(owner, page)).length >= VIEWS_MAX) {
    throw invalidInput('name', `would be one view more than the ${VIEWS_MAX} that a page may have; delete another one`);
  }
  if (await store.views.add(view)) return;
  throw new MorrowError('VIEW_EXISTS', `There is a view "${name}" already.`, { facts: { page, name } });
}

async function replace({ store }: ViewDeps, view: SavedView, before: SavedView | null): Promise<void> {
  if (before === null) throw notFound(view);
  if (!(await store.views.replace(view))) throw changed(view);
}

/** @throws InvalidInputError; MorrowError VIEW_NOT_FOUND, VIEW_CHANGED. */
export async function removeView(deps: ViewDeps, key: ViewKey, revision: number): Promise<void> {
  const id = idOf(ownerNow(), { ...key, name: key.name.normalize('NFC') });
  const before = await deps.store.views.find(id);
  if (before === null) throw notFound(key);
  if (!(await deps.store.views.remove(id, revision))) throw changed(key);
  await recordChange(deps, { action: 'view.remove', subject: `view/${id}`, before: before.search });
}

const notFound = ({ page, name }: ViewKey): MorrowError =>
  new MorrowError('VIEW_NOT_FOUND', `There is no view "${name}".`, { facts: { page, name } });

const changed = ({ page, name }: ViewKey): MorrowError =>
  new MorrowError('VIEW_CHANGED', `The view "${name}" was changed by somebody else meanwhile.`, {
    facts: { page, name },
  });
