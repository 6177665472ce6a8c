// Builds the project: the VM's WebAssembly, the bundles in dist/ (what users run), and with --tests also build/ (one
// JavaScript file per source file, for the unit tests).
//
//   node scripts/build.mjs            dist/ only
//   node scripts/build.mjs --tests    dist/ and build/
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildVm } from './build-vm.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tests = process.argv.includes('--tests');

const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const wasm = await buildVm();
writeFileSync(join(dist, 'vm.wasm'), wasm);

/** Files that packages load at run time and that a bundle cannot carry. */
const assets = [
  ['node_modules/web-tree-sitter/web-tree-sitter.wasm', 'web-tree-sitter.wasm'],
  ['node_modules/@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm', 'tree-sitter-lua.wasm'],
];
for (const [from, to] of assets) copyFileSync(join(root, from), join(dist, to));

const entries = { llmspell: 'src/cli/main.ts', worker: 'src/engine/worker.ts' };
await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file)))),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  minifySyntax: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['@photostructure/sqlite'],
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
if (existsSync(join(dist, 'llmspell.js'))) chmodSync(join(dist, 'llmspell.js'), 0o755);

if (tests) {
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: root, stdio: 'inherit' });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
  const vm = join(root, 'build/src/vm');
  mkdirSync(vm, { recursive: true });
  writeFileSync(join(vm, 'vm.wasm'), wasm);
}
