// Changes of an account's registry asked for by people. Started together with the first update and over when the last one is
// answered; its history is the record of who asked, why, and what became of it.
import { allHandlersFinished, condition, defineUpdate, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { ModelChangeInput, PromotionDecision, RegistryChange, RollbackDecision } from '../contract/messages.ts';
import { UPDATES } from '../contract/messages.ts';
import { requireReason } from './decisions.ts';
import { catalogueFailure } from './failures.ts';
import { steps } from './steps.ts';

export const promoteModel = defineUpdate<RegistryChange, [PromotionDecision]>(UPDATES.promote);
export const rollbackModel = defineUpdate<RegistryChange, [RollbackDecision]>(UPDATES.rollback);

/** Started without an update, it does not wait for one for ever. */
const PATIENCE_MS = 60_000;

/** Returns what was changed, in order. */
export async function modelChange({ accountId }: ModelChangeInput): Promise<readonly RegistryChange[]> {
  const changes: RegistryChange[] = [];
  let asked = 0;
  const carryOut = async (change: () => Promise<RegistryChange>): Promise<RegistryChange> => {
    asked += 1;
    try {
      const done = await change();
      changes.push(done);
      setCurrentDetails(changes.map(describeChange).join('\n\n'));
      return done;
    } catch (error) {
      throw catalogueFailure(error);
    }
  };
  /** Named before it is promoted, so that a step that runs twice promotes the same one. */
  const promote = async (decision: PromotionDecision): Promise<RegistryChange> => {
    const version = decision.version ?? (await steps.readRegistry({ accountId })).challengerVersion ?? undefined;
    return await steps.promoteModel({ ...decision, accountId, ...(version === undefined ? {} : { version }) });
  };
  /** Read before it is left, so that a step that runs twice does not go back twice. */
  const rollBack = async (decision: RollbackDecision): Promise<RegistryChange> => {
    const { championId } = await steps.readRegistry({ accountId });
    return await steps.rollbackModel({ ...decision, accountId, leaving: championId });
  };
  // Last of all: an update that came with the start runs as soon as it has a handler.
  setHandler(promoteModel, (decision) => carryOut(() => promote(decision)), {
    validator: requireReason,
    description: 'Makes a version the champion: { by, reason, version? }; without a version the challenger',
  });
  setHandler(rollbackModel, (decision) => carryOut(() => rollBack(decision)), {
    validator: requireReason,
    description: 'Brings the champion before the present one back: { by, reason }',
  });
  await condition(() => asked > 0, PATIENCE_MS);
  await condition(allHandlersFinished);
  return changes;
}

const describeChange = ({ version, previousVersion, changed }: RegistryChange): string =>
  changed
    ? `Version ${version} is champion now, before it ${previousVersion ?? 'nothing'}`
    : `Version ${version} was champion already`;
