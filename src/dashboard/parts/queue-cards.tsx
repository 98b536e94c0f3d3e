// The task queues: what waits, who serves it, and how many workers would do.
import type { Queue } from '../client/fleet.ts';
import { ageText, countText, hintOf, rateText, slotsText } from '../view/fleet-view.ts';

export const QueueCards = ({ queues }: { readonly queues: readonly Queue[] }) => (
  <div className="columns columns-even">
    {queues.map((queue) => (
      <QueueCard key={queue.queue} queue={queue} />
    ))}
  </div>
);

function QueueCard({ queue }: { readonly queue: Queue }) {
  const hint = hintOf(queue);
  const id = `queue-${queue.queue}`;
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>Queue {queue.queue}</h2>
        <span className="push small muted">
          {queue.scaling.min} to {queue.scaling.max} workers allowed
        </span>
      </div>
      <dl className="facts facts-small">
        {factsOf(queue).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {queue.slotsUsed === null || queue.slotsTotal === null ? null : (
        <progress
          aria-label={`Slots in use of queue ${queue.queue}`}
          max={Math.max(1, queue.slotsTotal)}
          value={queue.slotsUsed}
        />
      )}
      <p className={hint.tone === 'warn' ? 'small status-warn' : 'small muted'}>
        {hint.tone === 'warn' ? <span aria-hidden="true">▲ </span> : null}
        {hint.text}
      </p>
    </section>
  );
}

const factsOf = (queue: Queue): readonly (readonly [string, string])[] => [
  ['Tasks waiting', countText(queue.backlog)],
  ['Oldest waits', ageText(queue)],
  ['Workers', countText(queue.workers)],
  ['Tasks in hand', slotsText(queue.slotsUsed, queue.slotsTotal)],
  ['Accounts still to come', countText(queue.pendingWork)],
  ['Tasks a second, in / out', `${rateText(queue.addRate)} / ${rateText(queue.dispatchRate)}`],
  ['Asking for tasks', queue.kinds.map(({ kind, pollers }) => `${pollers} ${kind}`).join(', ')],
];
