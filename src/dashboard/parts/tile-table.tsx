// The tiles as a table: how many days of each account ended how. For screen readers, and for those who rather read.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { AccountTiles } from '../client/types.ts';
import { formatDate } from '../format/dates.ts';
import { accountDayId, countStatuses, statusOf } from '../view/tiles-view.ts';
import { Status } from './status.tsx';

interface TableProps {
  readonly rows: readonly AccountTiles[];
  readonly dates: readonly string[];
}

const ROWS = 50;

/** Closed it is empty: rows come by the hundreds while somebody scrolls the map above. */
export function TileTable(props: TableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {isOpen ? <OpenTable {...props} /> : null}
    </details>
  );
}

function OpenTable({ rows, dates }: TableProps) {
  const [shown, setShown] = useState(ROWS);
  return (
    <>
      <section className="scroll-x" tabIndex={0} aria-label="Days by account, scrolls sideways">
        <table>
          <caption className="visually-hidden">How the days of each account ended</caption>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Last day</th>
              <th scope="col">Days</th>
              <th scope="col">Codes</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <TileRow key={row.accountId} row={row} dates={dates} />
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > shown ? (
        <button type="button" className="button button-quiet" onClick={() => setShown(shown + ROWS)}>
          Show more
        </button>
      ) : null}
    </>
  );
}

function TileRow({
  row: { accountId, days, codes },
  dates,
}: { readonly row: AccountTiles } & Pick<TableProps, 'dates'>) {
  const last = dates.findLastIndex((_, index) => (days[index] ?? '.') !== '.');
  const date = dates[last];
  return (
    <tr>
      <th scope="row">
        <Link to="/accounts/$id" params={{ id: accountId }}>
          {accountId}
        </Link>
      </th>
      <td>
        {date === undefined ? (
          '–'
        ) : (
          <Link to="/runs/$id" params={{ id: accountDayId(date, accountId) }}>
            {formatDate(date)} <Status status={statusOf(days[last] ?? '.') ?? ''} />
          </Link>
        )}
      </td>
      <td>
        {countStatuses(days)
          .map(([status, count]) => `${count} ${status}`)
          .join(', ') || 'no record'}
      </td>
      <td>{[...new Set(Object.values(codes))].join(', ') || '–'}</td>
    </tr>
  );
}
