// The image's health check: 0 when every address given answers 2xx; without arguments, the health endpoint of a worker.
const addresses = process.argv.slice(2);
if (addresses.length === 0) addresses.push(`http://127.0.0.1:${process.env.WORKER_HEALTH_PORT || 8080}/healthz`);

const TIMEOUT_MS = 4_000;

const answers = await Promise.all(addresses.map(check));
for (const problem of answers.filter((answer) => answer !== null)) process.stderr.write(`${problem}\n`);
process.exitCode = answers.every((answer) => answer === null) ? 0 : 1;

/** Null, or what is wrong. */
async function check(address) {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? null : `${address} answers ${response.status}`;
  } catch (error) {
    return `${address} does not answer: ${error.cause?.code ?? error.name}`;
  }
}
