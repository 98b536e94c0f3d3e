// Accounts, connections, users, keys and variables. What the role may not do is not there, and the page says so.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { whoIsThere, type Session } from '../client/session.ts';
import { AccountsPanel } from '../parts/settings/accounts-panel.tsx';
import { ConnectionsPanel } from '../parts/settings/connections-panel.tsx';
import { KeysPanel } from '../parts/settings/keys-panel.tsx';
import { UsersPanel } from '../parts/settings/users-panel.tsx';
import { VariablesPanel } from '../parts/settings/variables-panel.tsx';
import { Empty, Loading } from '../parts/notices.tsx';
import { readSettingsSearch, type SettingsSearch, type SettingsTab } from '../state/settings-search.ts';
import { hiddenFrom, mayChange, tabsFor } from '../view/settings-view.ts';

const TITLES: Readonly<Record<SettingsTab, string>> = {
  accounts: 'Accounts',
  connections: 'Connections',
  users: 'Users',
  keys: 'API keys',
  variables: 'Variables',
};

export function SettingsPage() {
  const search: SettingsSearch = useSearch({ from: '/settings' });
  const { data: session } = useQuery(whoIsThere);
  return (
    <main className="page">
      <div className="page-head">
        <h1>Settings</h1>
      </div>
      {session === undefined ? <Loading label="settings" /> : <Settings session={session} search={search} />}
    </main>
  );
}

interface SettingsProps {
  readonly session: Session;
  readonly search: SettingsSearch;
}

function Settings({ session, search }: SettingsProps) {
  const tabs = tabsFor(session.role);
  const { tab = 'accounts' } = search;
  const hidden = hiddenFrom(session);
  return (
    <>
      <nav className="tabs" aria-label="Settings">
        {tabs.map((one) => (
          <Link
            key={one}
            to="/settings"
            search={readSettingsSearch({ tab: one })}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={one === tab ? 'page' : undefined}
          >
            {TITLES[one]}
          </Link>
        ))}
      </nav>
      {hidden === null ? null : <p className="small muted">{hidden}</p>}
      {tabs.includes(tab) ? (
        <TabContent tab={tab} session={session} search={search} />
      ) : (
        <Empty title={`${TITLES[tab]} are for admins`} />
      )}
    </>
  );
}

function TabContent({ tab, session, search }: SettingsProps & { readonly tab: SettingsTab }) {
  const navigate = useNavigate({ from: '/settings' });
  const may = mayChange(session.role);
  switch (tab) {
    case 'accounts':
      return (
        <AccountsPanel
          search={search}
          mayChange={may}
          onSearch={(text, archived) => void navigate({ search: readSettingsSearch({ search: text, archived }) })}
        />
      );
    case 'connections':
      return <ConnectionsPanel />;
    case 'users':
      return <UsersPanel />;
    case 'keys':
      return <KeysPanel />;
    case 'variables':
      return <VariablesPanel mayChange={may} />;
  }
}
