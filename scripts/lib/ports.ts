// Every port is checked before anything starts: one clear line instead of a process that dies with EADDRINUSE in its log.
import { connect, createServer } from 'node:net';
import { MorrowError } from '../../src/contract/errors.ts';

export interface PortClaim {
  readonly port: number;
  /** Who wants it, for people: `the API`. */
  readonly owner: string;
  /** The environment variable that changes it. */
  readonly variable: string;
}

const LOOPBACK = '127.0.0.1';
const CONNECT_TIMEOUT_MS = 1_000;

/** @throws MorrowError PORT_BUSY naming every busy port, who wanted it and the variable that changes it; or two claims of one port. */
export async function claimPorts(claims: readonly PortClaim[]): Promise<void> {
  refuseTwins(claims);
  const free = await Promise.all(claims.map(({ port }) => isPortFree(port)));
  const busy = claims.filter((_, index) => free[index] === false);
  if (busy.length === 0) return;
  const named = busy.map(({ port, owner, variable }) => `port ${port} for ${owner} (change it with ${variable})`);
  throw new MorrowError(
    'PORT_BUSY',
    `In use by another process: ${named.join(', ')}. Stop what listens there or set another port.`,
    {
      facts: { ports: busy.map(({ port }) => port).join(',') },
    },
  );
}

function refuseTwins(claims: readonly PortClaim[]): void {
  for (const [index, claim] of claims.entries()) {
    const twin = claims.slice(0, index).find(({ port }) => port === claim.port);
    if (twin === undefined) continue;
    throw new MorrowError(
      'PORT_BUSY',
      `${twin.variable} and ${claim.variable} both say ${claim.port}. Give each its own port.`,
    );
  }
}

/** Listening finds what holds the port on loopback; connecting finds what listens on every address with port sharing. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port)) && !(await isListening(port));
}

/** A port that was free a moment ago. For tests and benchmarks; what users see has fixed ports. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(({ port }) => port);
  await Promise.all(servers.map(({ close }) => close()));
  return ports;
}

export function isListening(port: number, host = LOOPBACK): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: CONNECT_TIMEOUT_MS });
    const answer = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}

async function canListen(port: number): Promise<boolean> {
  try {
    await (await listen(port)).close();
    return true;
  } catch {
    return false;
  }
}

function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      if (address === null || typeof address === 'string')
        return reject(new MorrowError('INTERNAL', 'A listening socket without a port.'));
      resolve({ port: address.port, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
