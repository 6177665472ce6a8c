// Bundles run-probe.ts as the build bundles the command, code caches included.

import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';
import { writeStarters } from '../../scripts/starter.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const SOURCES = { probe: 'test/bench/run-probe.ts', worker: 'src/engine/worker.ts' };

/** @returns {Promise<string>} the file that starts the probe; needs the VM in dist/ */
export async function bundleRunProbe() {
  const folder = join(root, 'build', 'run-probe');
  rmSync(folder, { recursive: true, force: true });
  await bundle(root, SOURCES, {}, 'build/run-probe');
  copyFileSync(join(root, 'dist', 'vm.wasm'), join(folder, 'vm.wasm'));
  writeStarters(folder, Object.keys(SOURCES), ['kernel']);
  return join(folder, 'probe.cjs');
}
