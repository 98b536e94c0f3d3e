// Connections to sources as they are remembered: where, and with what credentials, sealed. Part of the store's port; its rules hold here too.
import type { AccountId, SourceId } from '../domain/ids.ts';
import type { SealedSecret } from './secret-box.ts';

export interface ConnectionRecord extends SealedSecret {
  /** `<source>` for all accounts, `<source>@<account>` for one. */
  readonly id: string;
  readonly sourceId: SourceId;
  /** Null: of all accounts that have none of their own. */
  readonly accountId: AccountId | null;
  readonly baseUrl: string;
  /** Another one after each write, also when a connection is removed and made again. */
  readonly revision: string;
  /** When the credentials were set, as ISO text; sealing them anew changes nothing about it. */
  readonly setAt: string;
  readonly setBy: string;
}

export interface ConnectionPage {
  /** An id; null: from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

export interface ConnectionStore {
  find(id: string): Promise<ConnectionRecord | null>;
  /** The account's own, else that of all accounts. */
  findFor(sourceId: SourceId, accountId: AccountId): Promise<ConnectionRecord | null>;
  /** By id, behind `after`. */
  list(page: ConnectionPage): Promise<readonly ConnectionRecord[]>;
  /**
   * Writes when the stored one still has the revision `over`, or, with null, when there is none. False: somebody was faster,
   * and nothing was written.
   */
  save(connection: ConnectionRecord, over: string | null): Promise<boolean>;
  /** The one that was removed; null when there is none. */
  remove(id: string): Promise<void>;
}
