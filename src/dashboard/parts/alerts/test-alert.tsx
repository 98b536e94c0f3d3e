// Sends a test alert through every channel of the workers, and says how each of them took it.
import { useState } from 'react';
import { sendTestAlert } from '../../client/alerts.ts';
import type { AlertTestResult } from '../../client/types.ts';
import { rememberName, rememberedName } from '../../state/decider.ts';
import { TextField } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { Modal } from '../modal.tsx';

export function TestAlert() {
  const [isAsking, setIsAsking] = useState(false);
  const [result, setResult] = useState<AlertTestResult | null>(null);
  return (
    <>
      <button type="button" className="button" onClick={() => setIsAsking(true)}>
        Send a test alert
      </button>
      {isAsking ? <AskDialog onDone={setResult} onClose={() => setIsAsking(false)} /> : null}
      {result === null ? null : <ResultDialog result={result} onClose={() => setResult(null)} />}
    </>
  );
}

interface AskProps {
  readonly onDone: (result: AlertTestResult) => void;
  readonly onClose: () => void;
}

function AskDialog({ onDone, onClose }: AskProps) {
  const [by, setBy] = useState(rememberedName);
  const send = (): Promise<AlertTestResult> => {
    rememberName(by);
    return sendTestAlert(by);
  };
  return (
    <FormDialog
      title="Send a test alert"
      effect="A worker sends it through every channel that is configured; this may take some seconds."
      verb="Send"
      send={send}
      onDone={onDone}
      onClose={onClose}
    >
      {(problemOf) => (
        <TextField
          label="Your name"
          hint="for those who get it"
          value={by}
          problem={problemOf('by')}
          onChange={setBy}
        />
      )}
    </FormDialog>
  );
}

const ResultDialog = ({ result, onClose }: { readonly result: AlertTestResult; readonly onClose: () => void }) => (
  <Modal title="How each channel took it" onClose={onClose}>
    <ul className="list">
      {result.channels.map(({ channel, ok, error }) => (
        <li key={channel}>
          <span className={ok ? 'status-good' : 'status-bad'}>
            <span aria-hidden="true">{ok ? '●' : '✕'}</span> {channel}: {ok ? 'sent' : error}
          </span>
        </li>
      ))}
    </ul>
    <div className="actions actions-end">
      <button type="button" className="button button-strong" onClick={onClose}>
        Close
      </button>
    </div>
  </Modal>
);
