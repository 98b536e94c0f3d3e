// The tiers of `npm test`, cheapest first, and which of them a command line asks for.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type TestTool = 'temporal' | 'test-server' | 'mongo' | 'prometheus' | 'chromium';

export interface TestTier {
  /** The folder below test/. */
  readonly name: string;
  readonly tools: readonly TestTool[];
}

export const TEST_TIERS: readonly TestTier[] = [
  { name: 'unit', tools: [] },
  { name: 'storage', tools: ['mongo'] },
  { name: 'workflows', tools: ['test-server', 'temporal'] },
  { name: 'replay', tools: ['test-server', 'temporal'] },
  { name: 'e2e', tools: ['temporal', 'mongo'] },
  { name: 'chaos', tools: ['temporal'] },
  { name: 'observability', tools: ['temporal', 'prometheus'] },
  { name: 'browser', tools: ['chromium', 'temporal'] },
];

export interface TierRun {
  readonly tier: TestTier;
  /** What vitest gets: the folder or the files asked for, then everything else. */
  readonly args: readonly string[];
}

/**
 * `npm test` runs every tier that exists; paths below test/ choose tiers and files, whatever else is passed on as it is.
 * @example planTiers(['test/unit/money.test.ts', '-t', 'rounds'], root) runs one file of one tier.
 */
export function planTiers(args: readonly string[], root: string): TierRun[] {
  const paths = args.filter((arg) => /^(\.\/)?test(\/|$)/.test(arg));
  const others = args.filter((arg) => !paths.includes(arg));
  return TEST_TIERS.flatMap((tier) => {
    const folder = `test/${tier.name}`;
    const asked = paths
      .map((path) => path.replace(/^\.\//, ''))
      .filter((path) => isBelow(path, folder) || isBelow(folder, path));
    if (!existsSync(join(root, folder)) || (paths.length > 0 && asked.length === 0)) return [];
    const chosen = asked.filter((path) => isBelow(path, folder));
    return [{ tier, args: [...(chosen.length === 0 ? [`${folder}/`] : chosen), ...others] }];
  });
}

const isBelow = (path: string, folder: string): boolean =>
  `${path.replace(/\/$/, '')}/`.startsWith(`${folder.replace(/\/$/, '')}/`);
