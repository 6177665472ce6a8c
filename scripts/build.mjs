// Builds the project: the VM's WebAssembly, the bundles in dist/ (what users run), and with --tests also build/ (one
// JavaScript file per source file, for the tests). dist/ is made beside the old one and swapped in when it is whole.
//
//   node scripts/build.mjs            dist/ only
//   node scripts/build.mjs --tests    dist/ and build/
//   node scripts/build.mjs --coverage build/, and a dist/ that only leads to it, because c8 cannot read bundles
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEscape } from './build-escape.mjs';
import { buildVm } from './build-vm.mjs';
import { bundle } from './bundle.mjs';
import { writeLogos } from './logos.mjs';
import { bundledPackages, writeNotices } from './notices.mjs';
import { writeStarters } from './starter.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Entry points of dist/: the command, what runs on the engine thread and in the pool, and the library for clients of others. */
const threads = { llmspell: 'src/cli/main.ts', worker: 'src/engine/worker.ts', pool: 'src/services/pool/worker.ts' };
const modules = { client: 'src/client/connect.ts' };

/** Files that packages load at run time and that a bundle cannot carry. */
const assets = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm',
];

/** @param {string} outdir folder inside the repository, on the same level as dist/ so that source maps keep pointing right */
async function buildDist(outdir, { vm, escape }) {
  mkdirSync(join(root, outdir), { recursive: true });
  writeFileSync(join(root, outdir, 'vm.wasm'), vm);
  writeFileSync(join(root, outdir, 'escape.wasm'), escape);
  for (const from of assets) copyFileSync(join(root, from), join(root, outdir, basename(from)));
  const metafile = await bundle(root, threads, modules, outdir);
  writeStarters(join(root, outdir), Object.keys(threads));
  chmodSync(join(root, outdir, 'llmspell.cjs'), 0o755);
  writeNotices(root, [...bundledPackages(metafile, assets), 'node_modules/wasmoon'], join(root, outdir, 'NOTICES.txt'));
}

/** Entry points that run the compiled files of build/, each of which has one source. */
function linkDist(outdir) {
  mkdirSync(join(root, outdir), { recursive: true });
  const compiled = (source) => `'../build/${source.replace(/\.ts$/, '.js')}'`;
  for (const [name, source] of Object.entries(threads)) {
    writeFileSync(join(root, outdir, `${name}.cjs`), `import(${compiled(source)});\n`);
  }
  for (const [name, source] of Object.entries(modules)) {
    writeFileSync(join(root, outdir, `${name}.js`), `export * from ${compiled(source)};\n`);
  }
}

function swapIn(outdir) {
  const old = `${outdir}.old`;
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), join(root, old));
  renameSync(join(root, outdir), join(root, 'dist'));
  rmSync(join(root, old), { recursive: true, force: true });
}

/** Removes compiled files whose source is gone: tsc leaves them, and a test could still import one. */
function prune(folder) {
  if (!existsSync(join(root, 'build', folder))) return;
  for (const entry of readdirSync(join(root, 'build', folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) prune(path);
    const source = path.replace(/\.js(\.map)?$/, '.ts');
    if (source !== path && !existsSync(join(root, source))) rmSync(join(root, 'build', path));
  }
}

function buildTests({ vm, escape }) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const tsc = spawnSync(process.execPath, [compiler], { cwd: root, stdio: 'inherit' });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
  prune('src');
  prune('test');
  mkdirSync(join(root, 'build/src/vm'), { recursive: true });
  writeFileSync(join(root, 'build/src/vm/vm.wasm'), vm);
  mkdirSync(join(root, 'build/src/kernel/output'), { recursive: true });
  writeFileSync(join(root, 'build/src/kernel/output/escape.wasm'), escape);
}

const outdir = `dist.${process.pid}`;
try {
  const wasm = { vm: await buildVm(), escape: await buildEscape() };
  const coverage = process.argv.includes('--coverage');
  if (coverage) linkDist(outdir);
  else await buildDist(outdir, wasm);
  writeLogos(join(root, outdir, 'logos'));
  swapIn(outdir);
  if (coverage || process.argv.includes('--tests')) buildTests(wasm);
} finally {
  rmSync(join(root, outdir), { recursive: true, force: true });
}
