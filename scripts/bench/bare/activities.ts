// Steps that do nothing, by the names and numbers of a real account day. What is left is the price of orchestration.

export const bareDefaultActivities = {
  beginRun: async (_run: string): Promise<void> => undefined,
  askRates: async (day: string): Promise<string> => day,
  planPartitions: async (sizes: readonly number[]): Promise<readonly number[]> => sizes,
  listAccountPage: async (index: number, size: number): Promise<readonly string[]> =>
    Array.from({ length: size }, (_, account) => `${index}-${account}`),
  summariseDay: async (_run: string): Promise<void> => undefined,
  beginAccountDay: async (account: string): Promise<string> => account,
  fetchReport: async (_account: string, source: number): Promise<number> => source,
  transformReports: async (_account: string, reports: readonly number[]): Promise<readonly number[]> => reports,
  convertRevenue: async (_account: string, amounts: readonly number[]): Promise<readonly number[]> => amounts,
  mergeRevenue: async (_account: string, amounts: readonly number[]): Promise<number> =>
    amounts.reduce((sum, amount) => sum + amount, 0),
  scoreForecasts: async (_account: string): Promise<number> => 28,
  checkHistory: async (account: string): Promise<string> => account,
  makeForecast: async (_account: string, model: string): Promise<string> => model,
  judgeForecast: async (_account: string, forecast: string): Promise<string> => forecast,
  // Counted by the workers' metrics, like the real one.
  judgeBatch: async (_day: string) => ({ published: 0, held: 0 }),
};

export const bareHeavyActivities = {
  trainModel: async (account: string): Promise<string> => account,
};
