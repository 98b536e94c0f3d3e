// Settings that count from the next run on: each with its bounds, its default, and who has set it.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { resetVariable, setVariable, variableList } from '../../client/settings.ts';
import type { Variable } from '../../client/types.ts';
import { formatFarInstant } from '../../format/dates.ts';
import { describeBounds, readTyped, showValue } from '../../view/settings-view.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { ChoiceField, TextField } from '../fields.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { Answered, Panel } from './panel.tsx';

type Asked = { readonly what: 'set' | 'reset'; readonly variable: Variable };

export function VariablesPanel({ mayChange }: { readonly mayChange: boolean }) {
  const query = useQuery(variableList());
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Panel title="Variables">
      <p className="small muted intro">
        A day run reads them once, when it begins: a change counts from the next run on, and each run keeps what it went
        by.
      </p>
      <Answered query={query} what="Variables">
        {({ variables }) => (
          <ul className="list">
            {variables.map((variable) => (
              <VariableItem key={variable.name} variable={variable} mayChange={mayChange} onAsk={setAsked} />
            ))}
          </ul>
        )}
      </Answered>
      {asked === null ? null : <AskedDialog asked={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

interface ItemProps {
  readonly variable: Variable;
  readonly mayChange: boolean;
  readonly onAsk: (asked: Asked) => void;
}

function VariableItem({ variable, mayChange, onAsk }: ItemProps) {
  const { name, label, description, value, setAt, setBy } = variable;
  return (
    <li>
      <div className="list-head">
        <strong>{label}</strong>
        <span>{showValue(value)}</span>
        {mayChange ? <VariableButtons variable={variable} onAsk={onAsk} /> : null}
      </div>
      <p className="small">{description}</p>
      <p className="small muted">
        <code>{name}</code>, {describeBounds(variable)}, by default {showValue(variable.default)}
        {setAt === null ? '' : `; set by ${setBy} ${formatFarInstant(setAt)}`}
      </p>
    </li>
  );
}

const VariableButtons = ({ variable, onAsk }: Omit<ItemProps, 'mayChange'>) => (
  <span className="push actions">
    <button
      type="button"
      className="button button-small"
      aria-label={`Change: ${variable.label}`}
      onClick={() => onAsk({ what: 'set', variable })}
    >
      Change
    </button>
    {variable.revision === null ? null : (
      <button
        type="button"
        className="button button-small"
        aria-label={`Back to the default: ${variable.label}`}
        onClick={() => onAsk({ what: 'reset', variable })}
      >
        Default
      </button>
    )}
  </span>
);

function AskedDialog({ asked: { what, variable }, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  if (what === 'set') return <SetDialog variable={variable} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={`Back to the default: ${variable.label}`}
      verb="Put it back"
      effect={`From the next run on it is ${showValue(variable.default)} again.`}
      act={() => resetVariable(variable)}
      onClose={onClose}
    />
  );
}

const SWITCH = [
  ['true', 'on'],
  ['false', 'off'],
] as const;

function SetDialog({ variable, onClose }: { readonly variable: Variable; readonly onClose: () => void }) {
  const [text, setText] = useState(String(variable.value));
  return (
    <FormDialog
      title={variable.label}
      effect={variable.description}
      verb="Set"
      send={() => setVariable(variable, readTyped(variable.type, text))}
      onClose={onClose}
    >
      {(problemOf) => {
        const field = { label: 'Value', value: text, problem: problemOf('value'), onChange: setText };
        return variable.type === 'boolean' ? (
          <ChoiceField {...field} options={SWITCH} />
        ) : (
          <TextField {...field} hint={describeBounds(variable)} />
        );
      }}
    </FormDialog>
  );
}
