// Providers as rows: what they allow and how much of it is in use, how their breaker stands, and what can be done about it.
import { useState } from 'react';
import { operateBreaker, type Provider } from '../client/providers.ts';
import { breakerText, breakerVerbs, budgetLines, slotsInUse, type BreakerVerb } from '../view/provider-view.ts';
import { BudgetDialog } from './budget-dialog.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { useMayChange } from './role.tsx';
import { Status } from './status.tsx';
import { SteeredTable } from './steered-table.tsx';

const HEADS = ['Provider', 'Budget', 'In use', 'Breaker', 'Why, and until when', 'Failed lately'];

export function ProviderTable({ providers }: { readonly providers: readonly Provider[] }) {
  const mayChange = useMayChange();
  return (
    <SteeredTable name="Providers" heads={HEADS} mayChange={mayChange}>
      {providers.map((provider) => (
        <ProviderRow key={provider.id} provider={provider} mayChange={mayChange} />
      ))}
    </SteeredTable>
  );
}

interface RowProps {
  readonly provider: Provider;
  readonly mayChange: boolean;
}

function ProviderRow({ provider, mayChange }: RowProps) {
  const { id, kind, budget, breaker, recent } = provider;
  return (
    <tr>
      <th scope="row">
        {id}
        <div className="small muted">{kind === 'rates' ? 'exchange rates' : 'revenue'}</div>
      </th>
      <td>
        {budgetLines(provider).map((line) => (
          <div key={line}>{line}</div>
        ))}
        {budget === null ? null : (
          <div className="small muted">
            {budget.updatedBy}: {budget.reason}
          </div>
        )}
      </td>
      <td>
        <InUse provider={provider} />
      </td>
      <td>
        <Status status={breaker.mode} />
      </td>
      <td className="wrap small">{breakerText(provider) || '–'}</td>
      <td className={recent.failures > 0 ? 'status-bad' : ''}>
        {recent.failures === 0 ? 'none' : `${recent.failures} of ${recent.requests}`}
      </td>
      {mayChange ? (
        <td>
          <ProviderActions provider={provider} />
        </td>
      ) : null}
    </tr>
  );
}

function InUse({ provider }: { readonly provider: Provider }) {
  const slots = slotsInUse(provider);
  const { id, budget, processes } = provider;
  return (
    <>
      {slots === null ? (
        <span className="muted">not counted</span>
      ) : (
        <>
          {slots.used} of {slots.of} under way
          <progress aria-label={`Budget of ${id} in use`} max={slots.of} value={Math.min(slots.used, slots.of)} />
        </>
      )}
      {budget === null ? null : (
        <div className="small muted">
          {processes} {processes === 1 ? 'process shares' : 'processes share'} it
        </div>
      )}
    </>
  );
}

function ProviderActions({ provider }: { readonly provider: Provider }) {
  const [asked, setAsked] = useState<'limits' | BreakerVerb | null>(null);
  const { id } = provider;
  const close = (): void => setAsked(null);
  return (
    <span className="actions">
      <button
        type="button"
        className="button button-small"
        aria-label={`Limits of ${id}`}
        onClick={() => setAsked('limits')}
      >
        Limits
      </button>
      {breakerVerbs(provider).map((verb) => (
        <button
          key={verb.verb}
          type="button"
          className="button button-small"
          aria-label={`${verb.verb} the breaker of ${id}`}
          onClick={() => setAsked(verb)}
        >
          {verb.verb}
        </button>
      ))}
      {asked === null ? null : asked === 'limits' ? (
        <BudgetDialog provider={provider} onClose={close} />
      ) : (
        <DecisionDialog
          title={`${asked.verb} the breaker of ${id}`}
          effect={asked.effect}
          verb={asked.verb}
          decide={(decision) => operateBreaker(id, asked.action, decision)}
          onClose={close}
        />
      )}
    </span>
  );
}
