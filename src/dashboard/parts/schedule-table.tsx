// Schedules as rows: when, how they stand, what comes, what was, and what can be done.
import { useState } from 'react';
import { changeSchedule, triggerSchedule, type Schedule } from '../client/schedules.ts';
import { formatInstant } from '../format/dates.ts';
import { subjectText, timesText, verbsOf, type ScheduleVerb } from '../view/schedule-view.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { useMayChange } from './role.tsx';
import { Status } from './status.tsx';
import { SteeredTable } from './steered-table.tsx';

const HEADS = ['Schedule', 'State', 'When', 'Next', 'Last run', 'Note'];

export function ScheduleTable({ schedules }: { readonly schedules: readonly Schedule[] }) {
  const mayChange = useMayChange();
  return (
    <SteeredTable name="Schedules" heads={HEADS} mayChange={mayChange}>
      {schedules.map((schedule) => (
        <ScheduleRow key={schedule.id} schedule={schedule} mayChange={mayChange} />
      ))}
    </SteeredTable>
  );
}

interface RowProps {
  readonly schedule: Schedule;
  readonly mayChange: boolean;
}

function ScheduleRow({ schedule, mayChange }: RowProps) {
  const { id, state, times, timeZone, note, next, links } = schedule;
  const [soonest] = next;
  return (
    <tr>
      <th scope="row">
        <a href={links.temporal}>{id}</a>
        <div className="small muted">{subjectText(schedule)}</div>
      </th>
      <td>
        <Status status={state} />
      </td>
      <td>
        {timesText(schedule)}
        {times.length === 0 ? null : (
          <div className="small muted">
            {timeZone} · <code>{times.join(' | ')}</code>
          </div>
        )}
      </td>
      <td>{soonest === undefined ? '–' : formatInstant(soonest)}</td>
      <td>
        <LastRun schedule={schedule} />
      </td>
      <td className="wrap small">{note ?? '–'}</td>
      {mayChange ? (
        <td>
          <ScheduleActions schedule={schedule} />
        </td>
      ) : null}
    </tr>
  );
}

function LastRun({ schedule: { id, recent, counts } }: { readonly schedule: Schedule }) {
  const [last, ...earlier] = recent;
  return (
    <>
      {last === undefined ? 'none yet' : <a href={last.links.temporal}>{formatInstant(last.startedAt)}</a>}
      <div className="small muted">
        {counts.started} started
        {counts.missed > 0 ? <span className="status-warn"> · {counts.missed} missed</span> : null}
        {counts.skipped > 0 ? ` · ${counts.skipped} skipped` : null}
      </div>
      {earlier.length === 0 ? null : (
        <details className="small">
          <summary aria-label={`Earlier runs of ${id}`}>earlier</summary>
          <ul className="plain">
            {earlier.map(({ workflowId, startedAt, links }) => (
              <li key={workflowId}>
                <a href={links.temporal}>{formatInstant(startedAt)}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const WORDS: Readonly<Record<ScheduleVerb, { readonly verb: string; readonly effect: string }>> = {
  pause: {
    verb: 'Pause',
    effect: 'Its times start nothing until it is resumed; runs under way go on.',
  },
  resume: {
    verb: 'Resume',
    effect: 'It runs again from its next time on. Times that passed meanwhile are not made up for.',
  },
  trigger: {
    verb: 'Run now',
    effect:
      'A run starts at once, as if a time had come: for the last complete day. Accounts that are done for that day are not run again.',
  },
};

function ScheduleActions({ schedule }: { readonly schedule: Schedule }) {
  const [asked, setAsked] = useState<ScheduleVerb | null>(null);
  return (
    <span className="actions">
      {verbsOf(schedule).map((verb) => (
        <button
          key={verb}
          type="button"
          className="button button-small"
          aria-label={`${WORDS[verb].verb}: ${schedule.id}`}
          onClick={() => setAsked(verb)}
        >
          {WORDS[verb].verb}
        </button>
      ))}
      {asked === null ? null : <ActionDialog id={schedule.id} asked={asked} onClose={() => setAsked(null)} />}
    </span>
  );
}

interface DialogProps {
  readonly id: string;
  readonly asked: ScheduleVerb;
  readonly onClose: () => void;
}

function ActionDialog({ id, asked, onClose }: DialogProps) {
  const { verb, effect } = WORDS[asked];
  const words = { title: `${verb}: ${id}`, verb, effect, onClose };
  return asked === 'trigger' ? (
    <ConfirmDialog {...words} act={() => triggerSchedule(id)} />
  ) : (
    <DecisionDialog {...words} decide={(decision) => changeSchedule(id, asked, decision)} />
  );
}
