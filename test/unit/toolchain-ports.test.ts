// Busy ports are found before anything starts, and said in words that help.
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { claimPorts, findFreePorts, isPortFree } from '../../scripts/lib/ports.ts';

function occupy(port: number, host: string): Promise<void> {
  const server = createServer();
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return new Promise((resolve) => server.listen(port, host, resolve));
}

const claim = (port: number, variable = 'API_PORT') => ({ port, variable, owner: 'the API' });

test('free ports are accepted', async () => {
  const [first = 0, second = 0] = await findFreePorts(2);
  await expect(claimPorts([claim(first), claim(second, 'TEMPORAL_PORT')])).resolves.toBeUndefined();
});

test.each(['127.0.0.1', '0.0.0.0'])(
  'a port that somebody holds on %s is refused: its number, who wants it, how to change it',
  async (host) => {
    const [port = 0] = await findFreePorts(1);
    await occupy(port, host);
    await expect(claimPorts([claim(port)])).rejects.toMatchObject({
      code: 'PORT_BUSY',
      message: expect.stringMatching(new RegExp(`port ${port} for the API \\(change it with API_PORT\\)`)),
    });
  },
);

test('every busy port is named at once', async () => {
  const [first = 0, second = 0] = await findFreePorts(2);
  await occupy(first, '127.0.0.1');
  await occupy(second, '127.0.0.1');
  const refusal = claimPorts([claim(first), claim(second, 'TEMPORAL_PORT')]);
  await expect(refusal).rejects.toThrow(new RegExp(`${first}.*API_PORT.*${second}.*TEMPORAL_PORT`));
});

test('two settings that name the same port are refused', async () => {
  const [port = 0] = await findFreePorts(1);
  await expect(claimPorts([claim(port), claim(port, 'TEMPORAL_PORT')])).rejects.toThrow(
    /API_PORT and TEMPORAL_PORT both say/,
  );
});

test('looking whether a port is free leaves it free', async () => {
  const [port = 0] = await findFreePorts(1);
  expect(await isPortFree(port)).toBe(true);
  expect(await isPortFree(port)).toBe(true);
});
