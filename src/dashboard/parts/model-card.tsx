// The model: what it is, what it learned from, its curve over the days, and how it did in its backtest against last week's value.
import type { ModelCard as Card } from '../client/types.ts';
import { formatInstant } from '../format/dates.ts';
import { formatComputed, formatPercent, formatSignedPercent } from '../format/money.ts';
import { stepsOf, trainedOn } from '../view/account-view.ts';
import { Curve } from './curve.tsx';
import { Empty } from './notices.tsx';

interface ModelProps {
  readonly model: Card | null;
  /** Of the account: the group that schedules train together. */
  readonly cohort: string;
}

export const ModelCard = ({ model, cohort }: ModelProps) => (
  <section className="card" aria-labelledby="model-title">
    <div className="card-head">
      <h2 id="model-title">{model === null ? 'Model' : `Model, version ${model.version}`}</h2>
      {model === null ? null : (
        <span className="muted push">
          {model.kind}, {model.stage}
        </span>
      )}
    </div>
    {model === null ? (
      <Empty title="This account has no model yet">
        <p>Its first run with revenue trains one.</p>
      </Empty>
    ) : (
      <ModelDetails model={model} cohort={cohort} />
    )}
  </section>
);

const ModelDetails = ({ model, cohort }: { readonly model: Card; readonly cohort: string }) => (
  <div className="model-details">
    <p className="small">{model.reason}</p>
    {model.curve === null ? null : <Curve curve={model.curve} currency={model.currency} />}
    <dl className="facts account-facts">
      {[...trainedOn(model), ['Cohort', cohort] as const, ['Trained at', formatInstant(model.createdAt)] as const].map(
        ([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
    <Backtest model={model} />
    <Features features={model.features} />
  </div>
);

function Backtest({ model }: { readonly model: Card }) {
  const rows = model.backtest.filter(({ n }) => n > 0);
  if (rows.length === 0) return <p className="small muted">Too few days for a backtest.</p>;
  return (
    <section className="scroll-x" tabIndex={0} aria-label="Backtest, scrolls sideways">
      <table className="backtest">
        <caption className="table-title">Backtest, {model.currency}: errors of forecasts made on earlier days</caption>
        <thead>
          <tr>
            <th scope="col">Days ahead</th>
            {['Mean error', 'Of revenue', 'Last week’s value', 'Skill', 'Bias', 'Tested'].map((name) => (
              <th key={name} scope="col" className="num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.fromStep}>
              <th scope="row">{stepsOf(row)}</th>
              <td className="num">{formatComputed(row.meanAbsoluteError, model.currency)}</td>
              <td className="num">{row.wape === null ? '–' : formatPercent(row.wape)}</td>
              <td className="num">{formatComputed(row.naiveMeanAbsoluteError, model.currency)}</td>
              <td className={row.skill !== null && row.skill < 0 ? 'num status-warn' : 'num'}>
                {row.skill === null ? '–' : formatSignedPercent(row.skill)}
              </td>
              <td className="num">{formatComputed(row.bias, model.currency)}</td>
              <td className="num">{row.n}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const Features = ({ features }: Pick<Card, 'features'>) => (
  <ul className="features">
    {features.map(({ name, used, reason }) => (
      <li key={name}>
        <strong>{name}</strong> {used ? 'used' : 'not used'}. <span className="muted">{reason}</span>
      </li>
    ))}
  </ul>
);
