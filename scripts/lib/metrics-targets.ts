// The processes of the embedded stack as Prometheus finds them: a file for its file discovery, true while processes come and go.

/** In the state folder. */
export const METRICS_TARGETS_FILE = 'metrics-targets.json';

/** One group of Prometheus's file discovery. */
export interface TargetGroup {
  readonly targets: readonly string[];
  /** `job` is the kind of process, `process` its name in the stack. */
  readonly labels: Readonly<Record<string, string>>;
}

interface Measured {
  readonly name: string;
  readonly metricsUrl: string | null;
}

export const metricsTargets = (processes: readonly Measured[]): readonly TargetGroup[] =>
  processes.flatMap(({ name, metricsUrl }) =>
    metricsUrl === null
      ? []
      : [{ targets: [new URL(metricsUrl).host], labels: { job: name.replace(/-\d+$/, ''), process: name } }],
  );

export const metricsTargetsText = (processes: readonly Measured[]): string =>
  `${JSON.stringify(metricsTargets(processes), null, 2)}\n`;
