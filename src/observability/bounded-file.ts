// A file that several processes of one user add lines to and that never grows beyond a bound: when it is full it becomes
// `<file>.1`, and a new one begins. The one before is gone then.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;
const BYTES_MAX = 20 * 1_024 * 1_024;
/** Another process may have moved the file aside: so many lines at most go into the old one. */
const LOOK_EVERY = 200;

export class BoundedFile {
  private readonly path: string;
  private readonly bytesMax: number;
  private descriptor: number;
  private lines = 0;

  constructor(path: string, bytesMax: number = BYTES_MAX) {
    this.path = path;
    this.bytesMax = bytesMax;
    mkdirSync(dirname(path), { recursive: true });
    this.descriptor = openSync(path, 'a', OWNER_ONLY);
  }

  /** A whole line in one write: lines of processes do not mix. Never throws: what watches must not stop what it watches. */
  write(line: string): void {
    try {
      if (this.lines % LOOK_EVERY === 0) this.makeRoom();
      this.lines += 1;
      writeSync(this.descriptor, line);
    } catch {
      // A full disk, a folder that was taken away: the log on stderr goes on.
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private makeRoom(): void {
    const mine = fstatSync(this.descriptor);
    const there = statSync(this.path, { throwIfNoEntry: false });
    if (there?.ino === mine.ino && mine.size < this.bytesMax) return;
    // Whoever finds it full moves it; whoever comes second finds another file there, and takes that.
    if (there?.ino === mine.ino) renameSync(this.path, `${this.path}.1`);
    closeSync(this.descriptor);
    this.descriptor = openSync(this.path, 'a', OWNER_ONLY);
  }
}
