// Workers as rows: who, where, how they are, what they have in hand and have done.
import type { Worker } from '../client/fleet.ts';
import { formatInstant } from '../format/dates.ts';
import { agoText, countText, shareText, slotsText, UNKNOWN } from '../view/fleet-view.ts';
import { Status } from './status.tsx';

interface TableProps {
  readonly workers: readonly Worker[];
  /** Of the answer, by the clock of the API. */
  readonly at: string;
}

const NUMBERS = ['Active', 'Processed', 'Succeeded', 'Failed', 'Host CPU', 'Host memory'] as const;

export const WorkerTable = ({ workers, at }: TableProps) => (
  <section className="scroll-x" tabIndex={0} aria-label="Workers, scrolls sideways">
    <table>
      <caption className="visually-hidden">Workers by name</caption>
      <thead>
        <tr>
          <th scope="col">Worker</th>
          <th scope="col">Queue</th>
          <th scope="col">Status</th>
          {NUMBERS.map((name) => (
            <th key={name} scope="col" className="num">
              {name}
            </th>
          ))}
          <th scope="col">Version</th>
          <th scope="col">Last heard</th>
        </tr>
      </thead>
      <tbody>
        {workers.map((worker) => (
          <WorkerRow key={worker.id} worker={worker} at={at} />
        ))}
      </tbody>
    </table>
  </section>
);

function WorkerRow({ worker, at }: { readonly worker: Worker; readonly at: string }) {
  const { identity, queue, state, startedAt, failed, lastSeenAt } = worker;
  return (
    <tr>
      <th scope="row">
        {identity}
        <div className="small muted">{startedAt === null ? 'start unknown' : `since ${formatInstant(startedAt)}`}</div>
      </th>
      <td>{queue}</td>
      <td>
        <Status status={state} />
      </td>
      <td className="num">{slotsText(worker.slotsUsed, worker.slotsTotal)}</td>
      <td className="num">{countText(worker.processed)}</td>
      <td className="num">{countText(worker.succeeded)}</td>
      <td className={(failed ?? 0) > 0 ? 'num status-bad' : 'num'}>{countText(failed)}</td>
      <td className="num">{shareText(worker.hostCpu)}</td>
      <td className="num">{shareText(worker.hostMemory)}</td>
      <td className="small">{versionOf(worker)}</td>
      <td>{agoText(at, lastSeenAt)}</td>
    </tr>
  );
}

const versionOf = ({ sdkVersion, buildId }: Worker): string =>
  sdkVersion === null ? UNKNOWN : `SDK ${sdkVersion}${buildId === null ? '' : `, build ${buildId.slice(0, 12)}`}`;
