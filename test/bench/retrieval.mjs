// How fast documents are taken in and found, and how well. Each sample is a process of its own (retrieval-probe.mjs, on the compiled sources in
// build/).

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { textOf } from './process.mjs';
import { comparedPairs, measured } from './row.mjs';
import { median } from './stats.mjs';

const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'retrieval-probe.mjs');

/** @param {string} what @returns {any} what the probe printed */
const probe = (what) => JSON.parse(textOf([process.execPath, PROBE, what]));

/** @type {readonly import('./row.mjs').Row[]} */
export const rows = [
  {
    group: 'retrieval',
    name: 'ingest of 1000 documents of 2 KB, offline embedder',
    target: { at: 'least', value: 200, unit: 'documents/s', scales: true },
    measure: async (context) =>
      measured(
        Array.from({ length: context.pairs(5) }, () => probe('ingest')),
        'documents/s',
      ),
  },
  {
    group: 'retrieval',
    name: 'hybrid search, top 10 of 20,000 pieces',
    target: { at: 'most', value: 30, unit: 'ms', scales: true },
    measure: async () => {
      const { samples, held } = probe('search');
      return {
        ...measured(samples, 'ms'),
        note: `a search holds the control thread for ${median(held).toFixed(1)} ms at a stretch (median)`,
      };
    },
  },
  {
    group: 'retrieval',
    name: 'quality: recall@5 of hybrid search against the better of its parts',
    target: { at: 'least', value: 1.001, unit: 'x' },
    measure: async () => {
      const { queries, recall } = probe('quality');
      const { hybrid, text, vector } = recall;
      const shown = `hybrid ${hybrid.toFixed(3)}, text ${text.toFixed(3)}, vector ${vector.toFixed(3)}, of ${queries} questions`;
      return { ...comparedPairs({ ours: [hybrid], theirs: [Math.max(text, vector)] }, 'recall@5'), note: shown };
    },
  },
];
