// Views of a page under names: choose one, save what is shown, delete one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SavedView } from '../client/types.ts';
import { removeView, saveView, viewsOf } from '../client/view-queries.ts';
import { searchToSave, viewShown } from '../view/views-view.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Modal } from './modal.tsx';

interface ViewsProps {
  readonly page: SavedView['page'];
  /** What the page shows now. */
  readonly search: object;
  readonly onChoose: (search: SavedView['search']) => void;
}

export function SavedViews({ page, search, onChoose }: ViewsProps) {
  const { data, error } = useQuery(viewsOf(page));
  const [asked, setAsked] = useState<'save' | 'delete' | null>(null);
  const views = data ?? [];
  const saved = searchToSave({ ...search });
  const shown = viewShown(views, saved);
  const close = (): void => setAsked(null);
  if (error !== null) return <p className="small muted">Saved views cannot be shown: {error.message}</p>;
  return (
    <div className="views">
      {views.length === 0 ? null : (
        <label className="inline-field">
          <span className="visually-hidden">Saved view</span>
          <select
            value={shown?.name ?? ''}
            onChange={({ target }) => onChoose(views.find(({ name }) => name === target.value)?.search ?? {})}
          >
            <option value="">{shown === null ? 'Saved views' : 'No view'}</option>
            {views.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {shown === null ? (
        <button type="button" className="button button-quiet" onClick={() => setAsked('save')}>
          Save this view
        </button>
      ) : (
        <button type="button" className="button button-quiet" onClick={() => setAsked('delete')}>
          Delete this view
        </button>
      )}
      {asked === 'save' ? <SaveDialog page={page} search={saved} views={views} onClose={close} /> : null}
      {asked === 'delete' && shown !== null ? (
        <ConfirmDialog
          title={`Delete the view ${shown.name}`}
          effect="Its name is gone; what it showed is not."
          verb="Delete"
          act={() => removeView(shown)}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

interface SaveProps {
  readonly page: SavedView['page'];
  readonly search: SavedView['search'];
  readonly views: readonly SavedView[];
  readonly onClose: () => void;
}

function SaveDialog({ page, search, views, onClose }: SaveProps) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const before = views.find((view) => view.name === name.trim());
  const saving = useMutation({
    mutationFn: saveView,
    // What somebody else has saved meanwhile is seen, whether this worked out or not.
    onSettled: () => queries.invalidateQueries({ queryKey: ['views', page] }),
    onSuccess: onClose,
  });
  return (
    <Modal title="Save this view" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const revision = before === undefined ? {} : { revision: before.revision };
          saving.mutate({ page, name: name.trim(), search, ...revision });
        }}
      >
        <label className="field">
          Name
          <input value={name} required maxLength={60} onChange={({ target }) => setName(target.value)} />
        </label>
        <p className="small muted">
          {before === undefined ? 'Filters and period, as they are now.' : 'Replaces the view of that name.'}
        </p>
        <p role="alert" className="field-problem">
          {saving.error?.message}
        </p>
        <div className="actions actions-end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-strong" disabled={saving.isPending || name.trim() === ''}>
            {before === undefined ? 'Save' : 'Replace'}
          </button>
        </div>
      </form>
    </Modal>
  );
}
