// What only the engine's own interface shows: interruption, host calls, images of the VM. Each sample set comes from a process of its
// own (engine-probe.mjs, on the compiled sources in build/).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildVm } from '../../scripts/build-vm.mjs';
import { textOf } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';

const GROUP = 'engine';
const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'engine-probe.mjs');
const SAMPLES = 51;

/** @param {readonly string[]} args @returns {unknown} what the probe printed */
const probe = (...args) => JSON.parse(textOf([process.execPath, PROBE, ...args]));

/** @param {unknown} value */
const numbers = (value) => /** @type {number[]} */ (value);

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: GROUP,
    name: 'interrupt of a busy loop',
    target: { at: 'most', value: 1, unit: 'ms', scales: true },
    measure: () => Promise.resolve(measured(numbers(probe('interrupt', String(SAMPLES))), 'ms')),
  },
  {
    group: GROUP,
    name: 'cost of being interruptible',
    target: { at: 'interval', value: 1, unit: 'x' },
    measure: async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'llmspell-bench-'));
      try {
        const [ours, plain] = [join(folder, 'vm.wasm'), join(folder, 'plain.wasm')];
        writeFileSync(ours, await buildVm());
        writeFileSync(plain, await buildVm({ interruptible: false }));
        const seconds = (/** @type {string} */ file) => numbers(probe('loop', '1', file))[0];
        const pairs = await context.alternate(
          () => seconds(ours),
          () => seconds(plain),
          context.pairs(21),
        );
        return comparedPairs(pairs, 's');
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },
  {
    group: GROUP,
    name: 'host call round trip',
    target: { at: 'most', value: 0.1, unit: 'ms', scales: true },
    measure: () => Promise.resolve(measured(numbers(probe('call', String(SAMPLES))), 'ms')),
  },
  imageRow('checkpoint'),
  imageRow('restore'),
];

/** @param {'checkpoint' | 'restore'} what @returns {import('./row.mjs').Row} */
function imageRow(what) {
  return {
    group: GROUP,
    name: `${what} of a 16 MiB VM, warm`,
    target: { at: 'most', value: 20, unit: 'ms', scales: true },
    measure: () => {
      const images = /** @type {Record<string, number[]> & { bytes: number }} */ (probe('images', String(SAMPLES)));
      const [cold, ...warm] = images[what];
      const size = (images.bytes / 2 ** 20).toFixed(1);
      return Promise.resolve({ ...measured(warm, 'ms'), note: `cold ${cold.toFixed(1)} ms, image of ${size} MiB` });
    },
  };
}
