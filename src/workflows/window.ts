// A bounded window over children: at most so many at work; one that only waits gives its place to the next in line.

export interface Place {
  /** Gives the place away while its holder waits for something outside. Idempotent. */
  park(): void;
}

type Turn = (comes: boolean) => void;

export class Window {
  private free: number;
  private readonly line: Turn[] = [];
  private readonly together: number;
  private state: 'open' | 'paused' | 'closed' = 'open';

  /** @param together how many of the line are let in at once, when that many places are free: what is begun together is told together. */
  constructor(size: number, together = 1) {
    this.free = size;
    this.together = together;
  }

  /**
   * Runs `work` when its turn comes, first come first served; the place is free again however it ends. When the window is
   * closed before, it does nothing.
   */
  async run(work: (place: Place) => Promise<void>): Promise<void> {
    if (await this.enter()) await this.hold(work);
  }

  /** Runs the work of somebody who was at work before this window was made: it takes its place at once, also when paused or closed. */
  async carryOn(work: (place: Place) => Promise<void>): Promise<void> {
    this.free -= 1;
    await this.hold(work);
  }

  get paused(): boolean {
    return this.state === 'paused';
  }

  /** Nobody enters until `resume`; who is at work goes on. */
  pause(): void {
    if (this.state === 'open') this.state = 'paused';
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.state = 'open';
    this.letIn();
  }

  /** Nobody enters any more; who stands in line is sent away. */
  close(): void {
    this.state = 'closed';
    for (const turn of this.line.splice(0)) turn(false);
  }

  private async hold(work: (place: Place) => Promise<void>): Promise<void> {
    const leave = this.leaveOnce();
    try {
      await work({ park: leave });
    } finally {
      leave();
    }
  }

  private async enter(): Promise<boolean> {
    if (this.state === 'closed') return false;
    const mayEnter = this.free > 0 && this.line.length === 0 && this.state === 'open';
    if (!mayEnter) return await new Promise<boolean>((turn) => this.line.push(turn));
    this.free -= 1;
    return true;
  }

  private leaveOnce(): () => void {
    let held = true;
    return () => {
      if (held) this.passOn();
      held = false;
    };
  }

  private passOn(): void {
    this.free += 1;
    if (this.state === 'open' && this.free >= Math.min(this.together, this.line.length)) this.letIn();
  }

  private letIn(): void {
    while (this.free > 0 && this.line.length > 0) {
      this.free -= 1;
      this.line.shift()?.(true);
    }
  }
}
