// How the rates of provider A and reserve B agree: each day's largest difference, and the newest day currency by currency.
import { useQuery } from '@tanstack/react-query';
import { latestComparisons, type RatesComparison } from '../client/providers.ts';
import { formatDate, formatInstant } from '../format/dates.ts';
import { apartText, latestWithRates, percentText, rateFigure } from '../view/provider-view.ts';
import { Empty, Failure, Loading } from './notices.tsx';

export const RatesCard = () => (
  <section className="card" aria-labelledby="rates-title">
    <h2 id="rates-title">Rates A against B</h2>
    <Comparisons />
  </section>
);

function Comparisons() {
  const { data, error, refetch } = useQuery(latestComparisons());
  if (data === undefined) {
    return error === null ? (
      <Loading label="comparisons of rates" rows={5} />
    ) : (
      <Failure what="The comparison of rates" error={error} retry={() => void refetch()} />
    );
  }
  const { comparisons } = data;
  if (comparisons.length === 0) {
    return (
      <Empty title="Nothing was compared in the last 30 days">
        <p>A day run that needs rates compares both providers once for its date.</p>
      </Empty>
    );
  }
  const newest = latestWithRates(comparisons);
  return (
    <div className="columns columns-even">
      <DayTable comparisons={comparisons} />
      {newest === undefined ? null : <CurrencyTable comparison={newest} />}
    </div>
  );
}

const DayTable = ({ comparisons }: { readonly comparisons: readonly RatesComparison[] }) => (
  <section className="scroll-x" tabIndex={0} aria-label="Comparisons by day, scrolls sideways">
    <table>
      <caption className="visually-hidden">Largest difference of each day, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col" className="num">
            Currencies
          </th>
          <th scope="col">Furthest apart</th>
          <th scope="col">Limit</th>
          <th scope="col">Compared</th>
        </tr>
      </thead>
      <tbody>
        {comparisons.map((comparison) => (
          <tr key={comparison.date}>
            <th scope="row">{formatDate(comparison.date)}</th>
            <td className="num">{comparison.currencies}</td>
            <td className={comparison.alerted ? 'status-warn' : ''}>
              {comparison.alerted ? <span aria-hidden="true">▲ </span> : null}
              {apartText(comparison)}
            </td>
            <td>{comparison.limitPercent} %</td>
            <td>{formatInstant(comparison.comparedAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

function CurrencyTable({ comparison }: { readonly comparison: RatesComparison }) {
  const { date, base, differences, currencies, limitPercent } = comparison;
  const caption = `Per ${base} on ${formatDate(date)}, furthest apart first`;
  return (
    <section className="scroll-x" tabIndex={0} aria-label="Rates by currency, scrolls sideways">
      <table>
        <caption className="table-title">
          {caption}
          {currencies > differences.length ? `; ${differences.length} of ${currencies}` : ''}
        </caption>
        <thead>
          <tr>
            <th scope="col">Currency</th>
            {['A', 'B', 'Apart'].map((name) => (
              <th key={name} scope="col" className="num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences.map(({ currency, a, b, percent }) => (
            <tr key={currency}>
              <th scope="row">{currency}</th>
              <td className="num">{rateFigure(a)}</td>
              <td className="num">{rateFigure(b)}</td>
              <td className={percent > limitPercent ? 'num status-warn' : 'num'}>{percentText(percent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
