// What stands where figures are missing: nothing yet, still loading, went wrong.
import type { ReactNode } from 'react';
import { RequestError } from '../client/request.ts';
import { Spoken } from './spoken.tsx';

export const Empty = ({ title, children }: { readonly title: string; readonly children?: ReactNode }) => (
  <div className="notice">
    <p className="notice-title">{title}</p>
    {children === undefined ? null : <div className="notice-text">{children}</div>}
  </div>
);

/** Grey bars of about the height of what comes, so that nothing jumps. */
export const Loading = ({ label, rows = 3 }: { readonly label: string; readonly rows?: number }) => (
  <output className="loading" aria-label={`Loading ${label}`}>
    {Array.from({ length: rows }, (_, index) => (
      <span key={index} className="loading-row" />
    ))}
  </output>
);

interface FailureProps {
  readonly what: string;
  readonly error: Error;
  readonly retry?: () => void;
}

export function Failure({ what, error, retry }: FailureProps) {
  const problem = error instanceof RequestError ? error.problem : null;
  return (
    <div className="notice notice-bad" role="alert">
      <p className="notice-title">
        {what} cannot be shown{problem === null ? '' : `: ${problem.title}`}
      </p>
      <p className="notice-text">
        <Spoken text={`${error.message} ${problem?.action ?? ''}`} />
      </p>
      <p className="notice-facts">
        {problem === null ? error.name : <code>{problem.code}</code>}
        {(problem?.requestId ?? null) === null ? null : <> · request {problem?.requestId}</>}
      </p>
      {retry === undefined ? null : (
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

export const NotFound = ({ path }: { readonly path: string }) => (
  <main className="page">
    <h1>There is no such page</h1>
    <section className="card">
      <Empty title="The address may be mistyped, or of an older link">
        <p>
          <code>{path}</code> is no address of the dashboard. <a href="/">Go to the overview</a>.
        </p>
      </Empty>
    </section>
  </main>
);
