// The accounts beside the heat map. Scrolling brings new ones with every frame: each is as cheap as can be, and made once.
import { useNavigate } from '@tanstack/react-router';
import { memo, useCallback, type MouseEvent } from 'react';
import type { AccountTiles } from '../client/types.ts';

interface LabelsProps {
  readonly rows: readonly AccountTiles[];
  /** The first row in sight, and the one after the last. */
  readonly first: number;
  readonly end: number;
}

export const HeatLabels = memo(({ rows, first, end }: LabelsProps) => {
  const navigate = useNavigate();
  const open = useCallback(
    (event: MouseEvent<HTMLAnchorElement>): void => {
      if (opensElsewhere(event)) return;
      event.preventDefault();
      void navigate({ to: '/accounts/$id', params: { id: event.currentTarget.text } });
    },
    [navigate],
  );
  return (
    <ul className="heat-labels">
      {rows.slice(first, end).map(({ accountId, name }) => (
        <Label key={accountId} accountId={accountId} name={name} onOpen={open} />
      ))}
    </ul>
  );
});

/** Another tab, another window, a download: the browser knows best. */
const opensElsewhere = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button !== 0 || metaKey || ctrlKey || shiftKey || altKey;

interface LabelProps extends Pick<AccountTiles, 'accountId' | 'name'> {
  readonly onOpen: (event: MouseEvent<HTMLAnchorElement>) => void;
}

/** A plain link: the router's costs more than the whole row. By keyboard: the links of the table below. */
const Label = memo(({ accountId, name, onOpen }: LabelProps) => (
  <li title={name}>
    <a href={`/accounts/${encodeURIComponent(accountId)}`} tabIndex={-1} onClick={onOpen}>
      {accountId}
    </a>
  </li>
));
