// Deliveries as rows: which forecast, how it stands, what the receiver said, and the way to send one again.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { redeliver } from '../client/delivery-queries.ts';
import type { Delivery } from '../client/types.ts';
import { formatDate, formatInstant } from '../format/dates.ts';
import { useMayChange } from './role.tsx';
import { Status } from './status.tsx';

export const DeliveryTable = ({ deliveries }: { readonly deliveries: readonly Delivery[] }) => (
  <section className="scroll-x" tabIndex={0} aria-label="Deliveries, scrolls sideways">
    <table>
      <caption className="visually-hidden">Deliveries of published forecasts, the latest date first</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Business date</th>
          <th scope="col" className="num">
            Revision
          </th>
          <th scope="col">Status</th>
          <th scope="col" className="num">
            Attempts
          </th>
          <th scope="col">When</th>
          <th scope="col">What the receiver said</th>
          <th scope="col">Again</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryLine key={delivery.id} delivery={delivery} />
        ))}
      </tbody>
    </table>
  </section>
);

function DeliveryLine({ delivery }: { readonly delivery: Delivery }) {
  const { id, businessDate, accountId, forecastRevision, status, attempts, lastError } = delivery;
  const mayChange = useMayChange();
  return (
    <tr>
      <th scope="row">{accountId}</th>
      <td>{formatDate(businessDate)}</td>
      <td className="num">{forecastRevision}</td>
      <td>
        <Status status={status} />
      </td>
      <td className="num">{attempts}</td>
      <td>{whenOf(delivery)}</td>
      <td>{lastError ?? '–'}</td>
      <td>{mayChange ? <Again id={id} name={`${accountId}, ${businessDate}`} /> : '–'}</td>
    </tr>
  );
}

function whenOf({ status, sentAt, dueAt }: Delivery): string {
  if (sentAt !== null) return `sent ${formatInstant(sentAt)}`;
  return status === 'pending' ? `due ${formatInstant(dueAt)}` : '–';
}

/** One is asked for without a question: a receiver drops what it has seen. */
function Again({ id, name }: { readonly id: string; readonly name: string }) {
  const queries = useQueryClient();
  const sending = useMutation({
    mutationFn: () => redeliver({ ids: [id] }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['deliveries'] }),
  });
  return (
    <>
      <button
        type="button"
        className="button button-small"
        disabled={sending.isPending}
        aria-label={`Deliver again: ${name}`}
        onClick={() => sending.mutate()}
      >
        Deliver again
      </button>
      {sending.error === null ? null : (
        <span role="alert" className="field-problem">
          {sending.error.message}
        </span>
      )}
    </>
  );
}
