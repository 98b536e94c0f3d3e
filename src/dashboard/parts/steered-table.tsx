// A table of things that can be steered: the last column is what may be done with each, for those who may.
import type { ReactNode } from 'react';

interface TableProps {
  /** What it lists, such as `Schedules`. */
  readonly name: string;
  readonly heads: readonly string[];
  readonly mayChange: boolean;
  /** Its rows. */
  readonly children: ReactNode;
}

export const SteeredTable = ({ name, heads, mayChange, children }: TableProps) => (
  <section className="scroll-x" tabIndex={0} aria-label={`${name}, scrolls sideways`}>
    <table>
      <caption className="visually-hidden">{name} by name</caption>
      <thead>
        <tr>
          {[...heads, ...(mayChange ? ['Actions'] : [])].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);
