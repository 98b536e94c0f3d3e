// How a queue's workers are to be sized: what an operator decides, with defaults that fit a small deployment.

export interface ScalingPolicy {
  /** Replicas, as Kubernetes and swarm call them. 0: without work there is no worker at all. */
  readonly min: number;
  readonly max: number;
  /** No task should wait longer than this for a worker. */
  readonly targetBacklogAgeSeconds: number;
  /** Tasks one worker has in hand at most; counts while no worker has said its own number. */
  readonly slotsPerWorker: number;
  /** Share of the slots that should be in use, 0.1 to 1. What is left takes the next burst. */
  readonly targetUtilisation: number;
  /** What running runs still hold should be done within this time. */
  readonly targetPendingSeconds: number;
  /** Workers added at once at most. */
  readonly scaleUpStep: number;
  /** From one change until the next worker may be added: a new one takes time to show in the figures. */
  readonly scaleUpCooldownSeconds: number;
  /** Workers taken away at once at most. */
  readonly scaleDownStep: number;
  /** The stabilisation window: so long without a backlog and with capacity to spare before a worker goes. */
  readonly scaleDownAfterSeconds: number;
}

export type ScalingPolicies<Queue extends string> = Readonly<Record<Queue, ScalingPolicy>>;

export const DEFAULT_SCALING_POLICY: ScalingPolicy = {
  min: 1,
  max: 4,
  targetBacklogAgeSeconds: 5,
  slotsPerWorker: 4,
  targetUtilisation: 0.75,
  targetPendingSeconds: 300,
  scaleUpStep: 1,
  scaleUpCooldownSeconds: 10,
  scaleDownStep: 1,
  scaleDownAfterSeconds: 60,
};
