// What the parts of the settings share: a card with its list, and what stands there while there is none.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Empty, Failure, Loading } from '../notices.tsx';

interface PanelProps {
  readonly title: string;
  /** Beside the title, such as the button that adds something. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export const Panel = ({ title, actions, children }: PanelProps) => (
  <section className="card" aria-label={title}>
    <div className="card-head">
      <h2>{title}</h2>
      <span className="push actions">{actions}</span>
    </div>
    {children}
  </section>
);

interface AnsweredProps<T> {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

export function Answered<T>({ query: { data, error, refetch }, what, children }: AnsweredProps<T>) {
  if (data !== undefined) return children(data);
  return error === null ? (
    <Loading label={what} rows={5} />
  ) : (
    <Failure what={what} error={error} retry={() => void refetch()} />
  );
}

interface TableProps<Row> {
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The cells of a row; the first one is its heading. */
  readonly cells: (row: Row) => readonly ReactNode[];
  readonly empty: string;
}

export function SettingsTable<Row>({ caption, heads, rows, keyOf, cells, empty }: TableProps<Row>) {
  if (rows.length === 0) return <Empty title={empty} />;
  return (
    <section className="scroll-x" tabIndex={0} aria-label={`${caption}, scrolls sideways`}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={keyOf(row)} cells={cells(row)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The columns of a table never change their places. */
const Row = ({ cells: [first, ...rest] }: { readonly cells: readonly ReactNode[] }) => (
  <tr>
    <th scope="row">{first}</th>
    {rest.map((cell, index) => (
      <td key={index}>{cell}</td>
    ))}
  </tr>
);
