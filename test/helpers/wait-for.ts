// Waits for a condition with a deadline; the only kind of waiting a test does.

const PAUSE_MS = 25;

/** Resolves when `condition` is true; an error thrown by it counts as not yet. Rejects after `deadlineMs`, naming `what`. */
export async function waitFor(what: string, condition: () => Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  let last: unknown = 'never true';
  while (Date.now() < end) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(`Not within ${deadlineMs} ms: ${what}.`, { cause: last });
}
