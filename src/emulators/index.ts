// Stand-ins for the outside systems as separate HTTP services. They share no code with the connectors and store nothing;
// docs/wire-formats.md says what of the real services they model.
import { openAccountBook, type EmulatedAccount } from './account-book.ts';
import { adExchange } from './ad-exchange.ts';
import { appStore1 } from './app-store-1.ts';
import { appStore2 } from './app-store-2.ts';
import { appStore3 } from './app-store-3.ts';
import { answerControl, isControl } from './control.ts';
import type { Emulation } from './emulation.ts';
import { FaultBook, type FaultRequest } from './fault-book.ts';
import { listen, type Handler, type Listener } from './http-server.ts';
import { ratesA } from './rates-a.ts';
import { ratesB } from './rates-b.ts';
import { loadRatesBook } from './rates-book.ts';
import { RequestCounts } from './request-counts.ts';
import { revenueService, type RevenueServiceOptions } from './revenue-service.ts';
import { loadRevenueSeries } from './revenue-series.ts';
import { jsonReply, type WireRequest } from './wire.ts';

export interface EmulatorPorts {
  readonly appStore: number;
  readonly adExchange: number;
  readonly ratesA: number;
  readonly ratesB: number;
}

/** What clients of the four revenue sources must send. */
export interface EmulatorCredentials {
  readonly adExchangeToken: string;
  readonly store1Key: string;
  readonly store2Token: string;
  readonly store3User: string;
  readonly store3Password: string;
}

export interface EmulatorOptions {
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly ports: EmulatorPorts;
  readonly credentials: EmulatorCredentials;
  /** Decides which rates are published and which reports are late; nothing else depends on it. */
  readonly clock?: () => Date;
  /** On from the start; the control address changes them. */
  readonly faults?: readonly FaultRequest[];
  /** UTC hour of the next day from which a day's reports are there; default 0: never late. */
  readonly reportHour?: number;
}

export interface EmulatorUrls {
  readonly adExchange: string;
  readonly appStore1: string;
  readonly appStore2: string;
  readonly appStore3: string;
  readonly ratesA: string;
  readonly ratesB: string;
}

export interface Emulators {
  /** Base URLs as the connectors take them, without a slash at the end. */
  readonly urls: EmulatorUrls;
  readonly ports: EmulatorPorts;
  /** Closes every connection, also those of requests that hang. */
  close(): Promise<void>;
}

/** @throws the listen error (e.g. EADDRINUSE with its `port`) when a port cannot be taken; none stays open then. */
export async function startEmulators(options: EmulatorOptions): Promise<Emulators> {
  const host = options.host ?? '127.0.0.1';
  const closing = new AbortController();
  const handlers = createHandlers(options, closing.signal);
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  const open = async (name: keyof EmulatorPorts): Promise<number> => {
    const listener = await listen(host, options.ports[name], handlers[name]);
    listeners.push(listener);
    return listener.port;
  };
  try {
    const ports = {
      appStore: await open('appStore'),
      adExchange: await open('adExchange'),
      ratesA: await open('ratesA'),
      ratesB: await open('ratesB'),
    };
    return { urls: urlsOf(host, ports), ports, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createHandlers(
  options: EmulatorOptions,
  closing: AbortSignal,
): Readonly<Record<keyof EmulatorPorts, Handler>> {
  const clock = options.clock ?? (() => new Date());
  const faults = new FaultBook();
  for (const fault of options.faults ?? []) faults.add(fault);
  const emulation: Emulation = { faults, counts: new RequestCounts(), clock, closing };
  const accounts = lazy(() => openAccountBook(loadRevenueSeries()));
  const findAccount = (id: string): EmulatedAccount | null => accounts()(id);
  const service: RevenueServiceOptions = { emulation, findAccount, reportHour: options.reportHour ?? 0 };
  const rates = lazy(loadRatesBook);
  const under = (handle: Handler): Handler => withControl(emulation, handle);
  return {
    appStore: under(appStoreHandler(options.credentials, service)),
    adExchange: under(revenueService(adExchange(options.credentials.adExchangeToken), service)),
    ratesA: under(ratesA(emulation, rates)),
    ratesB: under(ratesB(emulation, rates)),
  };
}

/** Three stores on one port, told apart by the first part of the path. */
function appStoreHandler(credentials: EmulatorCredentials, service: RevenueServiceOptions): Handler {
  const stores: Readonly<Record<string, Handler>> = {
    'store-1': revenueService(appStore1(credentials.store1Key), service),
    'store-2': revenueService(appStore2(credentials.store2Token), service),
    'store-3': revenueService(appStore3(credentials.store3User, credentials.store3Password), service),
  };
  return async (request) => {
    const [, store = '', path = ''] = /^\/(store-\d)(\/.*)$/.exec(request.path) ?? [];
    const handle = stores[store];
    return handle === undefined ? nothingHere(request) : handle({ ...request, path });
  };
}

const nothingHere = ({ path }: WireRequest) =>
  jsonReply({ error: { code: 'not_found', message: `There is nothing at ${path}.` } }, 404);

const withControl =
  (emulation: Emulation, handle: Handler): Handler =>
  (request) =>
    isControl(request) ? answerControl(emulation, request) : handle(request);

/** Data files are read on first use: an emulator that nobody asks stays small. */
function lazy<T>(load: () => T): () => T {
  let loaded: { readonly value: T } | null = null;
  return () => (loaded ??= { value: load() }).value;
}

function urlsOf(host: string, ports: EmulatorPorts): EmulatorUrls {
  const at = (port: number): string => `http://${reachable(host)}:${port}`;
  return {
    adExchange: at(ports.adExchange),
    appStore1: `${at(ports.appStore)}/store-1`,
    appStore2: `${at(ports.appStore)}/store-2`,
    appStore3: `${at(ports.appStore)}/store-3`,
    ratesA: at(ports.ratesA),
    ratesB: at(ports.ratesB),
  };
}

/** An address to connect to for the address listened on. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
