// A day that people pause: what runs goes on, nothing new is started until somebody resumes it. It says who, when and why.
import { ApplicationFailure, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Pause, PauseRequest } from '../contract/messages.ts';
import { UPDATES } from '../contract/messages.ts';

/** Both answer with the pause as it then stands. Repeating either changes nothing. */
export const pauseRun = defineUpdate<Pause | null, [PauseRequest]>(UPDATES.pause);
export const resumeRun = defineUpdate<Pause | null, [PauseRequest]>(UPDATES.resume);

export class DayPause {
  private pause: Pause | null;
  private readonly onChange: (paused: boolean) => Promise<void>;

  constructor(from: Pause | null, onChange: (paused: boolean) => Promise<void>) {
    this.pause = from;
    this.onChange = onChange;
    const validator = requireNamed;
    setHandler(pauseRun, (request) => this.set(pausedBy(request)), { validator, description: 'Start nothing new' });
    setHandler(resumeRun, () => this.set(null), { validator, description: 'Go on' });
  }

  /** Null: not paused. */
  get current(): Pause | null {
    return this.pause;
  }

  private async set(pause: Pause | null): Promise<Pause | null> {
    const changes = (pause === null) !== (this.pause === null);
    if (changes) this.pause = pause;
    if (changes) await this.onChange(pause !== null);
    return this.pause;
  }
}

const pausedBy = ({ by, reason }: PauseRequest): Pause => ({ by, reason, since: new Date().toISOString() });

function requireNamed({ by, reason }: PauseRequest): void {
  if (isText(by, 120) && isText(reason, 500)) return;
  throw ApplicationFailure.nonRetryable('A pause needs "by" and "reason".', 'INVALID_REQUEST');
}

const isText = (text: unknown, longest: number): boolean =>
  typeof text === 'string' && text.trim() !== '' && text.length <= longest;
