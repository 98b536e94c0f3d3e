// The frame around every page: where one is, where else one can go, light or dark.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { followEvents } from '../client/live.ts';
import { isNotSignedIn, whoIsThere } from '../client/session.ts';
import { SignIn, SignedIn } from './sign-in.tsx';
import { chooseTheme, isTheme, storedTheme, THEMES } from '../theme.ts';

export const Shell = () => (
  <>
    <a className="skip" href="#content">
      Skip to the content
    </a>
    <header className="top">
      <Link to="/" className="brand">
        Morrow
      </Link>
      <nav aria-label="Pages">
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
          Overview
        </Link>
        <Link to="/runs" activeOptions={{ includeSearch: false }}>
          Runs
        </Link>
        <Link to="/schedules">Schedules</Link>
        <Link to="/backfill" activeOptions={{ includeSearch: false }}>
          Backfill
        </Link>
        <Link to="/workers" activeOptions={{ includeSearch: false }}>
          Workers
        </Link>
        <Link to="/providers">Providers</Link>
        <Link to="/alerts" activeOptions={{ includeSearch: false }}>
          Alerts
        </Link>
        <Link to="/settings" activeOptions={{ includeSearch: false }}>
          Settings
        </Link>
        <Link to="/deliveries" activeOptions={{ includeSearch: false }}>
          Deliveries
        </Link>
      </nav>
      <div className="top-end">
        <SignedIn />
        <a href="/docs">API</a>
        <ThemeChoice />
      </div>
    </header>
    <div id="content" tabIndex={-1}>
      <Content />
    </div>
  </>
);

/** Nothing is asked for before it is known who asks. */
function Content() {
  const { isPending, isSuccess, error } = useQuery(whoIsThere);
  const queries = useQueryClient();
  useEffect(() => (isSuccess ? followEvents(queries) : undefined), [isSuccess, queries]);
  if (isPending) return null;
  return isNotSignedIn(error) ? <SignIn /> : <Outlet />;
}

function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (value: string): void => {
    if (!isTheme(value)) return;
    setTheme(value);
    chooseTheme(value);
  };
  return (
    <label className="inline-field">
      <span className="visually-hidden">Colours</span>
      <select value={theme} onChange={(event) => choose(event.target.value)}>
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {LABELS[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

const LABELS = { system: 'Auto', light: 'Light', dark: 'Dark' } as const;
