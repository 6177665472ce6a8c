// Everything that has to hold before a change lands. Every step runs, whatever the others say; the summary comes last.
//
//   npm run check                 all steps
//   npm run check -- lint format  only these
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UNANSWERED } from './audit.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Name and command of each step, run by this Node. */
const steps = {
  types: ['node_modules/typescript/bin/tsc', '--noEmit', '--incremental', 'false'],
  lint: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  tests: ['scripts/test.mjs'],
  'unused exports': ['node_modules/knip/bin/knip.js'],
  audit: ['scripts/audit.mjs'],
  licences: ['scripts/licenses.mjs'],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in steps));
if (unknown.length > 0) {
  console.error(`No step ${unknown.map((name) => `"${name}"`).join(', ')}. Steps: ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}

function run(name) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(process.execPath, steps[name], { cwd: root, stdio: 'inherit' });
  const outcome = status === 0 ? 'ok' : name === 'audit' && status === UNANSWERED ? 'SKIPPED' : 'FAILED';
  return { name, outcome, seconds: (performance.now() - started) / 1000 };
}

const results = Object.keys(steps)
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .map(run);
console.log('\n== summary');
for (const { name, outcome, seconds } of results)
  console.log(`${name.padEnd(16)}${outcome.padEnd(9)}${seconds.toFixed(1)} s`);
process.exit(results.some(({ outcome }) => outcome === 'FAILED') ? 1 : 0);
