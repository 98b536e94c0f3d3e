// Finds the data files from the sources as well as from compiled code, which lies elsewhere below the same package.json.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const dataFile = (name: string): string => join(dataFolder(), name);

function dataFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The emulators find no package.json above them, so not their data either.');
    folder = parent;
  }
  return join(folder, 'src', 'emulators', 'data');
}
