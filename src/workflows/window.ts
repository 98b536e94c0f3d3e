// A bounded window over children: at most so many at work; one that only waits gives its place to the next in line.

export interface Place {
  /** Gives the place away while its holder waits for something outside. Idempotent. */
  park(): void;
}

export class Window {
  private free: number;
  private readonly line: (() => void)[] = [];

  constructor(size: number) {
    this.free = size;
  }

  /** Runs `work` when its turn comes, first come first served; the place is free again however it ends. */
  async run<T>(work: (place: Place) => Promise<T>): Promise<T> {
    await this.enter();
    const leave = this.leaveOnce();
    try {
      return await work({ park: leave });
    } finally {
      leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.line.push(resolve));
  }

  private leaveOnce(): () => void {
    let held = true;
    return () => {
      if (held) this.passOn();
      held = false;
    };
  }

  private passOn(): void {
    const next = this.line.shift();
    if (next === undefined) this.free += 1;
    else next();
  }
}
