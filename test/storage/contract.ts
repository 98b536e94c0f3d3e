// What every adapter of the store port must do. Each test has data of its own; a second instance sees the same data.
import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { accessContract } from './contract/access.ts';
import { accountsContract } from './contract/accounts.ts';
import { alertingContract } from './contract/alerting.ts';
import { alikeContract } from './contract/alike.ts';
import { connectionsContract } from './contract/connections.ts';
import { decisionsContract } from './contract/decisions.ts';
import { forecastQueriesContract } from './contract/forecast-queries.ts';
import { forecastsContract } from './contract/forecasts.ts';
import { inputsContract } from './contract/inputs.ts';
import { lifecycleContract } from './contract/lifecycle.ts';
import { maintenanceContract } from './contract/maintenance.ts';
import { modelsContract } from './contract/models.ts';
import { operatingContract } from './contract/operating.ts';
import { pagingContract } from './contract/paging.ts';
import { providersContract } from './contract/providers.ts';
import { racesContract } from './contract/races.ts';
import { repairContract } from './contract/repair.ts';
import { requestsContract } from './contract/requests.ts';
import { revenueContract } from './contract/revenue.ts';
import { revisionsContract } from './contract/revisions.ts';
import { runsContract } from './contract/runs.ts';
import { scoresContract } from './contract/scores.ts';
import { totalsContract } from './contract/totals.ts';
import { variablesContract } from './contract/variables.ts';
import { viewsContract } from './contract/views.ts';

/** One empty place for data: a file, a database. */
export interface StoreSpace {
  /** Another instance on the same data. Not migrated. */
  open(): Promise<Store>;
  /** Takes the data away. */
  dispose(): Promise<void>;
}

export interface ContractContext {
  /** Open and migrated. */
  store(): Store;
  /** One more instance on the same data; closed after the test. */
  another(): Promise<Store>;
}

export function describeStore(name: string, createSpace: () => Promise<StoreSpace>): void {
  describe(name, () => {
    let space: StoreSpace;
    let opened: Store[] = [];

    const another = async (): Promise<Store> => {
      const store = await space.open();
      opened.push(store);
      return store;
    };
    const store = (): Store => {
      const [first] = opened;
      if (first === undefined) throw new Error('No store is open.');
      return first;
    };

    beforeEach(async () => {
      space = await createSpace();
      await (await another()).migrate();
    });

    afterEach(async () => {
      await Promise.all(opened.map((instance) => instance.close()));
      opened = [];
      await space.dispose();
    });

    const context: ContractContext = { store, another };
    accountsContract(context);
    inputsContract(context);
    revenueContract(context);
    revisionsContract(context);
    forecastsContract(context);
    forecastQueriesContract(context);
    modelsContract(context);
    scoresContract(context);
    decisionsContract(context);
    operatingContract(context);
    alertingContract(context);
    runsContract(context);
    totalsContract(context);
    providersContract(context);
    requestsContract(context);
    pagingContract(context);
    repairContract(context);
    alikeContract(context);
    accessContract(context);
    connectionsContract(context);
    variablesContract(context);
    viewsContract(context);
    racesContract(context);
    maintenanceContract(context);
    lifecycleContract(context);
  });
}
