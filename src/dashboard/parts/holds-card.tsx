// Forecasts that a gate kept back: what, why, and the decision, which needs a name and a reason.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { decideHold, holdOf, openHolds } from '../client/queries.ts';
import type { HeldForecast, Hold } from '../client/types.ts';
import { formatDate, formatInstant } from '../format/dates.ts';
import { formatAmount, formatMoney } from '../format/money.ts';
import { DecisionDialog } from './decision-dialog.tsx';
import { Empty, Failure, Loading } from './notices.tsx';
import { useMayChange, ViewerNote } from './role.tsx';
import { Spoken } from './spoken.tsx';

interface Asked {
  readonly action: 'release' | 'reject';
  /** Absent: everything that is still held. */
  readonly account?: string;
}

export const HoldsCard = () => (
  <section className="card" aria-labelledby="holds-title">
    <h2 id="holds-title">Held forecasts</h2>
    <Holds />
  </section>
);

function Holds() {
  const { data, error, refetch } = useQuery(openHolds());
  if (data === undefined) {
    return error === null ? (
      <Loading label="held forecasts" />
    ) : (
      <Failure what="Held forecasts" error={error} retry={() => void refetch()} />
    );
  }
  if (data.holds.length === 0) return <Empty title="Nothing is held back" />;
  return (
    <>
      <ul className="list">
        {data.holds.map((hold) => (
          <HoldItem key={hold.id} hold={hold} />
        ))}
      </ul>
      <ViewerNote what="Releasing and rejecting" />
    </>
  );
}

function HoldItem({ hold }: { readonly hold: Hold }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayChange = useMayChange();
  const { data, error, refetch } = useQuery(holdOf(hold.id));
  const forecasts = data?.forecasts ?? [];
  return (
    <li>
      <div className="list-head">
        <strong>{formatDate(hold.date)}</strong>
        <span className="status-warn">
          <span aria-hidden="true">▲</span> {hold.status}
        </span>
        {mayChange ? <DecideAll date={hold.date} onAsk={setAsked} /> : null}
      </div>
      <p className="small">
        <Spoken text={hold.reason} />
      </p>
      <p className="small muted">
        without an answer decided {formatInstant(hold.decidesAt)} · <a href={hold.links.temporal}>Open in Temporal</a>
      </p>
      {error !== null && data === undefined ? (
        <Failure what="What is held" error={error} retry={() => void refetch()} />
      ) : (
        <HeldTable date={hold.date} forecasts={forecasts} onAsk={mayChange ? setAsked : null} />
      )}
      {(data?.next ?? null) === null ? null : <p className="small muted">The first {forecasts.length} are shown.</p>}
      {asked === null ? null : <HoldDialog hold={hold.id} asked={asked} onClose={() => setAsked(null)} />}
    </li>
  );
}

/** Several days may be held: what a button is for is in its name. */
const DecideAll = ({ date, onAsk }: Pick<DecideProps, 'date' | 'onAsk'>) => (
  <span className="push actions">
    {(['release', 'reject'] as const).map((action) => (
      <button
        key={action}
        type="button"
        className="button"
        aria-label={`${WORDS[action].verb} all of ${formatDate(date)}`}
        onClick={() => onAsk({ action })}
      >
        {WORDS[action].verb} all
      </button>
    ))}
  </span>
);

interface HeldProps {
  readonly date: string;
  readonly forecasts: readonly HeldForecast[];
  /** Null: who looks may not decide. */
  readonly onAsk: ((asked: Asked) => void) | null;
}

const HeldTable = ({ date, forecasts, onAsk }: HeldProps) => (
  <section className="scroll-x" tabIndex={0} aria-label={`Forecasts held on ${formatDate(date)}, scrolls sideways`}>
    <table>
      <caption className="visually-hidden">Held forecasts by account</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className="num">
            Next day
          </th>
          {onAsk === null ? null : <th scope="col">Decide</th>}
        </tr>
      </thead>
      <tbody>
        {forecasts.map((forecast) => (
          <HeldRows key={forecast.accountId} date={date} forecast={forecast} onAsk={onAsk} />
        ))}
      </tbody>
    </table>
  </section>
);

interface HeldRowsProps extends Pick<HeldProps, 'date' | 'onAsk'> {
  readonly forecast: HeldForecast;
}

/** The figures, and below them why, in whole sentences: they take the width of the table. */
const HeldRows = ({ date, forecast: { accountId, currency, nextDay, why }, onAsk }: HeldRowsProps) => (
  <>
    <tr className="opens">
      <th scope="row">{accountId}</th>
      <td className="num">{nextDay === null ? '–' : formatMoney(nextDay.revenue, currency)}</td>
      {onAsk === null ? null : (
        <td>
          <span className="actions">
            <DecideButton action="release" date={date} account={accountId} onAsk={onAsk} />
            <DecideButton action="reject" date={date} account={accountId} onAsk={onAsk} />
          </span>
        </td>
      )}
    </tr>
    <tr className="says">
      <td className="wrap small" colSpan={onAsk === null ? 2 : 3}>
        {nextDay === null ? '' : `${intervalOf(nextDay)} `}
        {why}
      </td>
    </tr>
  </>
);

const intervalOf = ({ targetDate, lo80, hi80 }: NonNullable<HeldForecast['nextDay']>): string =>
  `${formatDate(targetDate)}, 80 % interval ${formatAmount(lo80)} to ${formatAmount(hi80)}.`;

interface DecideProps {
  readonly action: Asked['action'];
  /** The business date that is held. */
  readonly date: string;
  readonly account: string;
  readonly onAsk: (asked: Asked) => void;
}

const DecideButton = ({ action, date, account, onAsk }: DecideProps) => (
  <button
    type="button"
    className="button button-small"
    aria-label={`${WORDS[action].verb} the forecast of ${account}, ${date}`}
    onClick={() => onAsk({ action, account })}
  >
    {WORDS[action].verb}
  </button>
);

interface HoldDialogProps {
  readonly hold: string;
  readonly asked: Asked;
  readonly onClose: () => void;
}

const WORDS = {
  release: { verb: 'Release', effect: 'They are published, and served from now on.' },
  reject: { verb: 'Reject', effect: 'They are never published; the last good forecasts stay what is served.' },
} as const;

function HoldDialog({ hold, asked: { action, account }, onClose }: HoldDialogProps) {
  const { verb, effect } = WORDS[action];
  const accounts = account === undefined ? {} : { accounts: [account] };
  return (
    <DecisionDialog
      title={`${verb} ${account === undefined ? 'everything this hold still holds' : `the forecast of ${account}`}`}
      effect={effect}
      verb={verb}
      decide={(decision) => decideHold({ id: hold, action, ...decision, ...accounts })}
      onClose={onClose}
    />
  );
}
