// Where a process of this machine is scraped.

/** Who listens on every address is reached by the loopback one. */
export function metricsUrl(host: string, port: number, scheme: 'http' | 'https' = 'http'): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `${scheme}://${reached.includes(':') ? `[${reached}]` : reached}:${port}/metrics`;
}
