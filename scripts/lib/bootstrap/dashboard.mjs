// Entry point of build.mjs: builds the dashboard into a folder, complete or not at all. Types are checked elsewhere (tsc -b).
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

process.env.NODE_ENV = 'production';
const { build } = await import('vite');

const [root, target] = process.argv.slice(2);
const draft = `${target}.${process.pid}.draft`;
await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    outDir: draft,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing inline: the content security policy lets in files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
});
compressAssets(join(draft, 'assets'));
rmSync(target, { recursive: true, force: true });
renameSync(draft, target);

/** Beside each file, once, so that no request pays for it. */
function compressAssets(folder) {
  for (const name of readdirSync(folder).filter((file) => /\.(js|css|svg)$/.test(file))) {
    const level = constants.Z_BEST_COMPRESSION;
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), { level }));
  }
}
