// Where an account's models stand: at most one champion serves, challengers wait, archived ones are kept.
// Pure transitions; the ids of what changed are for the store to write.

export const MODEL_STAGES = ['challenger', 'champion', 'archived'] as const;
export type ModelStage = (typeof MODEL_STAGES)[number];

export interface StagedModel {
  /** Grows with every model of the account, 1 first. */
  readonly version: number;
  readonly stage: ModelStage;
  /** The champion that it replaced, whether or not it still serves; null when it never did, or was the first. */
  readonly replaced: number | null;
}

/** Why a transition is not possible; nothing changes then. */
export type StageProblem = 'unknown-version' | 'already-champion' | 'no-previous-champion';

export type StageTransition =
  | { readonly ok: true; readonly models: readonly StagedModel[]; readonly champion: number }
  | { readonly ok: false; readonly problem: StageProblem };

export const championOf = (models: readonly StagedModel[]): StagedModel | null =>
  models.find(({ stage }) => stage === 'champion') ?? null;

/**
 * The version becomes the champion, also an archived one. The champion it replaces and older challengers are archived; newer
 * challengers go on waiting.
 */
export function promote(models: readonly StagedModel[], version: number): StageTransition {
  const champion = championOf(models);
  if (!models.some((model) => model.version === version)) return refused('unknown-version');
  if (champion?.version === version) return refused('already-champion');
  const moved = models.map((model): StagedModel => {
    if (model.version === version) return { ...model, stage: 'champion', replaced: champion?.version ?? null };
    const passed = model.stage === 'champion' || model.version < version;
    return passed ? { ...model, stage: 'archived' } : model;
  });
  return { ok: true, models: moved, champion: version };
}

/**
 * Back to the champion that the present one replaced, which keeps what it had replaced itself: rolling back again goes one
 * further. The present one is archived, so that it is not promoted again by itself; challengers stay as they are.
 */
export function rollback(models: readonly StagedModel[]): StageTransition {
  const champion = championOf(models);
  const previous = models.find(({ version }) => version === champion?.replaced);
  if (champion === null || previous === undefined) return refused('no-previous-champion');
  const moved = models.map((model): StagedModel => {
    if (model.version === champion.version) return { ...model, stage: 'archived' };
    return model.version === previous.version ? { ...model, stage: 'champion' } : model;
  });
  return { ok: true, models: moved, champion: previous.version };
}

const refused = (problem: StageProblem): StageTransition => ({ ok: false, problem });
