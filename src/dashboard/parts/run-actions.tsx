// What can be done about a run. Each asks before it acts; pausing and resuming ask for name and reason, which are kept.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { cancelRun, changePause, retryRun, runAgain } from '../client/queries.ts';
import type { Run } from '../client/types.ts';
import { actionsOf, type RunAction } from '../view/run-view.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { useMayChange } from './role.tsx';

const WORDS: Readonly<Record<RunAction, { readonly verb: string; readonly effect: string }>> = {
  pause: { verb: 'Pause', effect: 'Nothing new is started; accounts in hand go on to their end.' },
  resume: { verb: 'Resume', effect: 'The run goes on where it was paused.' },
  cancel: { verb: 'Cancel', effect: 'The run stops. What it has finished stays.' },
  retry: {
    verb: 'Retry failed accounts',
    effect: 'The day runs again, under the same id, for the accounts that failed.',
  },
  'run-again': { verb: 'Run again', effect: 'The account runs this day again, also when it is done.' },
};

export function RunActions({ run }: { readonly run: Run }) {
  const [asked, setAsked] = useState<RunAction | null>(null);
  if (!useMayChange()) return null;
  return (
    <span className="actions">
      {actionsOf(run).map((action) => (
        <button key={action} type="button" className="button" onClick={() => setAsked(action)}>
          {WORDS[action].verb}
        </button>
      ))}
      {asked === null ? null : <ActionDialog run={run} action={asked} onClose={() => setAsked(null)} />}
    </span>
  );
}

interface DialogProps {
  readonly run: Run;
  readonly action: RunAction;
  readonly onClose: () => void;
}

function ActionDialog({ run, action, onClose }: DialogProps) {
  const navigate = useNavigate();
  const { verb, effect } = WORDS[action];
  const words = { title: `${verb}: ${run.id}`, verb, effect, onClose };
  if (action === 'pause' || action === 'resume') {
    return <DecisionDialog {...words} decide={(decision) => changePause(run.id, action, decision)} />;
  }
  if (action === 'cancel') return <ConfirmDialog {...words} act={() => cancelRun(run.id)} />;
  if (action === 'retry') return <ConfirmDialog {...words} act={() => retryRun(run.id)} />;
  const again = async (): Promise<void> => {
    const { id } = await runAgain(run.pipeline, run.date, run.accountId ?? '');
    await navigate({ to: '/runs/$id', params: { id } });
  };
  return <ConfirmDialog {...words} act={again} />;
}
