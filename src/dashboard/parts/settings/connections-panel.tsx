// Connections to sources: what each source uses, what is stored, a test of it, and changes. Secrets go in and never come out.
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionList, removeConnection, testConnection } from '../../client/settings.ts';
import type { Connection, ConnectionList, ConnectionSource } from '../../client/types.ts';
import { formatFarInstant } from '../../format/dates.ts';
import { USES, describeTest } from '../../view/settings-view.ts';
import { ConfirmDialog } from '../confirm-dialog.tsx';
import { Spoken } from '../spoken.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { Answered, Panel, SettingsTable } from './panel.tsx';

type Asked =
  | { readonly what: 'set'; readonly source: ConnectionSource; readonly connection: Connection | null }
  | { readonly what: 'remove'; readonly connection: Connection };

export function ConnectionsPanel() {
  const query = useInfiniteQuery(connectionList());
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <>
      <Panel title="Sources">
        <Answered query={query} what="Sources">
          {(list) => <Sources list={list} onAsk={setAsked} />}
        </Answered>
      </Panel>
      <Panel title="Stored connections">
        <Answered query={query} what="Connections">
          {(list) => <Stored list={list} onAsk={setAsked} />}
        </Answered>
        {query.hasNextPage ? (
          <button
            type="button"
            className="button"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? 'Loading …' : 'More connections'}
          </button>
        ) : null}
      </Panel>
      {asked === null ? null : <AskedDialog asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface ListProps {
  readonly list: ConnectionList;
  readonly onAsk: (asked: Asked) => void;
}

const Sources = ({ list: { sources, keyId }, onAsk }: ListProps) => (
  <>
    <SettingsTable
      caption="What each source uses"
      heads={['Source', 'Uses', 'Needs', 'Test', 'Store']}
      rows={sources}
      keyOf={({ id }) => id}
      empty="No source is registered"
      cells={(source) => [
        source.id,
        USES[source.uses],
        source.credentials.map(({ name }) => name).join(', '),
        <TestButton key={`test ${source.uses}`} id={source.id} />,
        keyId === null ? (
          '–'
        ) : (
          <button
            key="store"
            type="button"
            className="button button-small"
            aria-label={`Store one for ${source.id}`}
            onClick={() => onAsk({ what: 'set', source, connection: null })}
          >
            Store one
          </button>
        ),
      ]}
    />
    {keyId === null ? (
      <p className="small muted">
        There is no key to encrypt secrets with, so no connection can be stored: see <code>morrow secrets --help</code>.
      </p>
    ) : null}
  </>
);

const Stored = ({ list: { connections, sources }, onAsk }: ListProps) => (
  <SettingsTable
    caption="Stored connections"
    heads={['Connection', 'Address', 'Set', 'By', 'Key', 'Test', 'Change']}
    rows={connections}
    keyOf={({ id }) => id}
    empty="No connection is stored: credentials come from the environment"
    cells={(connection) => [
      connection.account === null ? connection.source : `${connection.source}, ${connection.account} only`,
      <code key="address">{connection.baseUrl}</code>,
      formatFarInstant(connection.setAt),
      connection.setBy,
      connection.isCurrentKey ? connection.keyId : `${connection.keyId}, not the current one`,
      <TestButton key={`test ${connection.setAt}`} id={connection.id} />,
      <Changes key="change" connection={connection} sources={sources} onAsk={onAsk} />,
    ]}
  />
);

interface ChangesProps {
  readonly connection: Connection;
  readonly sources: readonly ConnectionSource[];
  readonly onAsk: (asked: Asked) => void;
}

function Changes({ connection, sources, onAsk }: ChangesProps) {
  const source = sources.find(({ id }) => id === connection.source);
  return (
    <span className="actions">
      {source === undefined ? null : (
        <button
          type="button"
          className="button button-small"
          aria-label={`Change the connection ${connection.id}`}
          onClick={() => onAsk({ what: 'set', source, connection })}
        >
          Change
        </button>
      )}
      <button
        type="button"
        className="button button-small"
        aria-label={`Remove the connection ${connection.id}`}
        onClick={() => onAsk({ what: 'remove', connection })}
      >
        Remove
      </button>
    </span>
  );
}

/** What came of it stands beside the button, in words, until something else would be tried. */
function TestButton({ id }: { readonly id: string }) {
  const test = useMutation({ mutationFn: () => testConnection(id) });
  return (
    <span className="test">
      <button
        type="button"
        className="button button-small"
        aria-label={`Test the connection ${id}`}
        disabled={test.isPending}
        onClick={() => test.mutate()}
      >
        {test.isPending ? 'Asking …' : 'Test'}
      </button>
      <output className="small wrap">
        {test.data === undefined ? (
          test.error?.message
        ) : (
          <>
            <span className={test.data.verdict === 'answers' ? 'status-good' : 'status-bad'}>
              <span aria-hidden="true">{test.data.verdict === 'answers' ? '●' : '✕'}</span> {describeTest(test.data)}
            </span>
            {test.data.code === null ? null : (
              <>
                {' '}
                <code>{test.data.code}</code> {test.data.message} <Spoken text={test.data.action ?? ''} />
              </>
            )}
          </>
        )}
      </output>
    </span>
  );
}

function AskedDialog({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  if (asked.what === 'set') {
    return <ConnectionDialog source={asked.source} connection={asked.connection} onClose={onClose} />;
  }
  const { id, account } = asked.connection;
  return (
    <ConfirmDialog
      title={`Remove the connection ${id}`}
      verb="Remove"
      effect={
        account === null
          ? 'From the next report on the environment counts again. The credentials cannot be brought back.'
          : 'From the next report on the connection of all accounts counts. The credentials cannot be brought back.'
      }
      act={() => removeConnection(id)}
      onClose={onClose}
    />
  );
}
