// Another program that makes the store refuse until its own input closes, so that it ends with whoever wanted it, however that ends.
// `node store-outage-child.js lock <file>`: holds the write lock of a SQLite file.
// `node store-outage-child.js freeze <process group>`: stops a database server in its tracks; its connections stay open and silent.
import Database from 'libsql';

const PATIENCE_MS = 60_000;

/** Each returns what ends it. */
const ACTIONS: Readonly<Record<string, (target: string) => () => void>> = {
  lock: (file) => {
    const database = new Database(file, { timeout: PATIENCE_MS });
    database.exec('BEGIN EXCLUSIVE');
    return () => {
      database.exec('ROLLBACK');
      database.close();
    };
  },
  freeze: (group) => {
    process.kill(-Number(group), 'SIGSTOP');
    return () => process.kill(-Number(group), 'SIGCONT');
  },
};

const [action = '', target = ''] = process.argv.slice(2);
const begin = ACTIONS[action];
if (begin === undefined || target === '') throw new Error(`Unknown: ${action} ${target}`);
const end = begin(target);
process.stdout.write('refusing\n');
process.stdin.on('end', end);
process.stdin.resume();
