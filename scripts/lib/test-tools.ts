// The servers that tests run on: found or made when the first tier needs them, stopped at the end.
import { resolveChromium } from './chromium.ts';
import { startMongo, type MongoServer } from './mongo-server.ts';
import type { ToolchainOptions } from './cache-folder.ts';
import { resolvePrometheus } from './prometheus-tools.ts';
import { resolveTemporalBinary } from './temporal-binary.ts';
import { resolveTestServer } from './test-server.ts';
import type { TestTool } from './test-tiers.ts';

export interface TestTools {
  /** The variables by which tests find these tools. @throws MorrowError when one cannot be had. */
  provide(tools: readonly TestTool[]): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

export function createTestTools(options: ToolchainOptions): TestTools {
  const provided = new Map<TestTool, Promise<Record<string, string>>>();
  let mongo: MongoServer | null = null;
  const makers: Readonly<Record<TestTool, () => Promise<Record<string, string>>>> = {
    temporal: async () => ({ MORROW_TEMPORAL_CLI: (await resolveTemporalBinary(options)).path }),
    'test-server': async () => ({ MORROW_TEST_SERVER: await resolveTestServer(options) }),
    chromium: async () => ({ MORROW_CHROMIUM: await resolveChromium(options) }),
    prometheus: async () => ({ MORROW_PROMETHEUS: await resolvePrometheus(options) }),
    mongo: async () => {
      mongo = await startMongo({ ...options, onProgress: options.say });
      return { MONGODB_TEST_URI: mongo.uri };
    },
  };
  return {
    provide: async (tools) => {
      const variables: Record<string, string>[] = [];
      for (const tool of tools) {
        const made = provided.get(tool) ?? makers[tool]();
        provided.set(tool, made);
        variables.push(await made);
      }
      return Object.assign({}, ...variables);
    },
    stop: async () => {
      await mongo?.stop();
      mongo = null;
    },
  };
}
