// The part of an emulator that no real service has: health, fault switches and request counts below /__emulator.
import type { Emulation } from './emulation.ts';
import { badRequest, decodedPart, jsonReply, noSuchPath, Refusal, type Reply, type WireRequest } from './wire.ts';

const PREFIX = '/__emulator/';

export const isControl = (request: WireRequest): boolean => request.path.startsWith(PREFIX);

export async function answerControl(emulation: Emulation, request: WireRequest): Promise<Reply> {
  try {
    return await route(emulation, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return jsonReply({ error: { code: error.code, message: error.message } }, error.status);
  }
}

async function route(emulation: Emulation, request: WireRequest): Promise<Reply> {
  const [resource = '', id] = request.path.slice(PREFIX.length).split('/');
  if (resource === 'health' && request.method === 'GET') return jsonReply({ status: 'ok' });
  // Everything but health steers the emulator, which is for its own machine only.
  if (!request.fromLoopback) throw noSuchPath(request.path);
  if (resource === 'requests' && request.method === 'GET') return jsonReply({ counts: emulation.counts.asObject() });
  if (resource === 'faults')
    return id === undefined ? routeFaults(emulation, request) : removeFault(emulation, request, id);
  throw noSuchPath(request.path);
}

async function routeFaults({ faults }: Emulation, { method, body }: WireRequest): Promise<Reply> {
  if (method === 'GET') return jsonReply({ faults: faults.list() });
  if (method === 'DELETE') {
    faults.clear();
    return nothing;
  }
  if (method !== 'POST') throw new Refusal(405, 'bad_request', 'Use GET, POST or DELETE.');
  const { readFault } = await import('./fault-schema.ts');
  const fault = readFault(body);
  if (typeof fault === 'string') throw badRequest(fault);
  return jsonReply(faults.add(fault), 201);
}

function removeFault({ faults }: Emulation, request: WireRequest, id: string): Reply {
  if (request.method !== 'DELETE' || !faults.remove(decodedPart(id))) throw noSuchPath(request.path);
  return nothing;
}

const nothing: Reply = { status: 204, headers: {}, body: '' };
