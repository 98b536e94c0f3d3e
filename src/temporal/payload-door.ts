// The codec behind the endpoint that Temporal's Web UI and command line ask: the same codec, bytes as base64 text.
import type { Payload, PayloadCodec } from '@temporalio/common';
import type { PayloadDoor, WirePayload } from '../ports/payload-door.ts';

export const createPayloadDoor = (codec: PayloadCodec): PayloadDoor => ({
  decode: async (payloads) => (await codec.decode(payloads.map(fromWire))).map(toWire),
  encode: async (payloads) => (await codec.encode(payloads.map(fromWire))).map(toWire),
});

const fromWire = ({ metadata = {}, data = '' }: WirePayload): Payload => ({
  metadata: Object.fromEntries(Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')])),
  data: Buffer.from(data, 'base64'),
});

const toWire = ({ metadata, data }: Payload): WirePayload => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64Of(bytes)])),
  data: base64Of(data),
});

const base64Of = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');
