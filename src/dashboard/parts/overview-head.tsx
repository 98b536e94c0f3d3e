// Title and filters of the overview. Whatever is chosen goes into the address.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cohortNames } from '../client/queries.ts';
import type { Overview } from '../client/types.ts';
import type { OverviewSearch } from '../state/overview-search.ts';
import { currenciesOf } from '../view/overview-view.ts';
import { AccountSearch } from './account-search.tsx';
import { PeriodPicker } from './period-picker.tsx';

interface HeadProps {
  readonly search: OverviewSearch;
  readonly overview: Overview | null;
  readonly onChange: (search: OverviewSearch) => void;
}

export function OverviewHead({ search, overview, onChange }: HeadProps) {
  const { days, from, to, account, cohort, currency, ...rest } = search;
  const period = { ...given({ days, from, to }) };
  const scope = given({ account, cohort });
  const money = given({ currency });
  return (
    <>
      <div className="page-head">
        <h1>{account ?? 'Overview'}</h1>
        {account === undefined ? (
          <CohortChoice
            cohort={cohort}
            onChange={(next) => onChange({ ...rest, ...period, ...money, ...given({ cohort: next }) })}
          />
        ) : (
          <>
            <span className="muted">{overview?.account?.name === account ? '' : overview?.account?.name}</span>
            <Link to="/accounts/$id" params={{ id: account }}>
              Settings, model and reasons
            </Link>
            <button type="button" className="button" onClick={() => onChange({ ...rest, ...period })}>
              All accounts
            </button>
          </>
        )}
        <AccountSearch onChoose={(id) => onChange({ ...rest, ...period, account: id })} />
        <span className="push" />
        <PeriodPicker
          period={period}
          shown={overview}
          onChange={(next) => onChange({ ...rest, ...next, ...scope, ...money })}
        />
        <CurrencyChoice
          currencies={overview === null ? [] : currenciesOf(overview)}
          chosen={currency}
          onChange={(next) => onChange({ ...rest, ...period, ...scope, currency: next })}
        />
      </div>
    </>
  );
}

/** Without what is not there. */
function given<Fields extends Readonly<Record<string, string | number | undefined>>>(fields: Fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

interface CohortProps {
  readonly cohort: string | undefined;
  readonly onChange: (cohort: string | undefined) => void;
}

function CohortChoice({ cohort, onChange }: CohortProps) {
  const { data } = useQuery(cohortNames());
  const names = data?.cohorts.map((row) => row.cohort) ?? [];
  if (names.length < 2 && cohort === undefined) return null;
  return (
    <label className="inline-field">
      <span className="visually-hidden">Cohort</span>
      <select value={cohort ?? ''} onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}>
        <option value="">All cohorts</option>
        {[...new Set([...names, ...(cohort === undefined ? [] : [cohort])])].map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface CurrencyProps {
  readonly currencies: readonly string[];
  readonly chosen: string | undefined;
  readonly onChange: (currency: string) => void;
}

function CurrencyChoice({ currencies, chosen, onChange }: CurrencyProps) {
  if (currencies.length < 2) return null;
  return (
    <label className="inline-field">
      <span className="visually-hidden">Currency</span>
      <select value={chosen ?? currencies[0]} onChange={(event) => onChange(event.target.value)}>
        {currencies.map((code) => (
          <option key={code}>{code}</option>
        ))}
      </select>
    </label>
  );
}
