// What the page of settings shows, as the query of its address. Text that makes no sense is left out.
export const SETTINGS_TABS = ['accounts', 'connections', 'users', 'keys', 'variables'] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export interface SettingsSearch {
  /** Absent: accounts. */
  readonly tab?: SettingsTab;
  readonly search?: string;
  readonly archived?: true;
}

const SEARCH_MAX = 100;

export function readSettingsSearch(raw: Readonly<Record<string, unknown>>): SettingsSearch {
  const tab = SETTINGS_TABS.find((known) => known === raw['tab']);
  const given = raw['search'];
  const search = typeof given === 'string' || typeof given === 'number' ? String(given).slice(0, SEARCH_MAX) : '';
  return {
    ...(tab === undefined || tab === 'accounts' ? {} : { tab }),
    ...(search === '' ? {} : { search }),
    ...(raw['archived'] === true || raw['archived'] === 'true' ? { archived: true } : {}),
  };
}
