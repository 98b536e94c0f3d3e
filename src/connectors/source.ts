// What the connectors of all sources share: how one is made from the configuration, and how its dialect reader reports.
import type { Config } from '../config/config.ts';
import { MorrowError, toMorrowError } from '../contract/errors.ts';
import { isSourceId, type SourceId } from '../domain/ids.ts';
import type { ReportedRevenue } from '../domain/revenue/types.ts';
import type { RevenueSource } from '../ports/revenue-source.ts';
import type { ProviderGate } from './budget/gate.ts';
import type { ConnectionOptions } from './client.ts';
import { describe, factsOf } from './failures.ts';

/** One source as the registry lists it. */
export interface SourceDefinition {
  readonly id: SourceId;
  /** Its variables: a connection that is stored takes their place. */
  readonly variables: SourceVariables;
  readonly fromConfig: (config: Config, gate?: ProviderGate) => RevenueSource;
}

type TextVariable = { [Name in keyof Config]-?: Config[Name] extends string | undefined ? Name : never }[keyof Config];

export interface SourceVariables {
  readonly baseUrl: TextVariable;
  /** By the name that the credential has in a connection. */
  readonly credentials: Readonly<Record<string, TextVariable>>;
}

export type DialectReader = (pages: readonly string[]) => ReportedRevenue;

/** The brand for an id written in this code. */
export function sourceId(text: string): SourceId {
  if (!isSourceId(text)) throw new MorrowError('INTERNAL', `"${text}" is not a source id.`);
  return text;
}

/** The port's `readReport` over a dialect reader: its refusals become errors of the catalogue that name the source. */
export function reportReader(id: SourceId, read: DialectReader): RevenueSource['readReport'] {
  return ({ pages }) => {
    try {
      return read(pages);
    } catch (error) {
      const { code, message, facts } = toMorrowError(error);
      throw new MorrowError(code, `${id}: ${message}`, { facts: { ...facts, source: id }, cause: error });
    }
  };
}

/** Stands in for a source without credentials: kept reports can be read, asking for new ones says what to set. */
export function unconfiguredSource(id: SourceId, missing: readonly string[], read: DialectReader): RevenueSource {
  return {
    id,
    fetchReport: (account, range) => {
      const subject = { service: id, account, range };
      const message = `Set ${missing.join(' and ')} to fetch reports: ${describe(subject)}.`;
      return Promise.reject(
        new MorrowError('SOURCE_NOT_CONFIGURED', message, {
          facts: { ...factsOf(subject), missing: missing.join(' ') },
        }),
      );
    },
    readReport: reportReader(id, read),
  };
}

export const connectionFrom = (config: Config, baseUrl: string, gate?: ProviderGate): ConnectionOptions => ({
  baseUrl,
  ...(gate === undefined ? {} : { gate }),
  timeoutMs: config.SOURCE_TIMEOUT_MS,
  sensorIntervalMs: config.SENSOR_INTERVAL_MS,
});
