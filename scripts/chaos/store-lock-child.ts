// Another program that has the store's file to itself: takes the write lock of SQLite and keeps it until its input closes.
// `node store-lock-child.js <file>`; says `locked` once it has it.
import Database from 'libsql';

const PATIENCE_MS = 60_000;
const database = new Database(process.argv[2] ?? '', { timeout: PATIENCE_MS });
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('locked\n');
process.stdin.on('end', () => {
  database.exec('ROLLBACK');
  database.close();
});
process.stdin.resume();
