// Which days an account's page shows, as the query of its address. Text that makes no sense is left out.
import { readOverviewSearch, type OverviewSearch } from './overview-search.ts';

export type AccountSearch = Pick<OverviewSearch, 'days' | 'from' | 'to'>;

export function readAccountSearch(raw: Readonly<Record<string, unknown>>): AccountSearch {
  const { days, from, to } = readOverviewSearch(raw);
  if (from !== undefined && to !== undefined) return { from, to };
  return days === undefined ? {} : { days };
}
