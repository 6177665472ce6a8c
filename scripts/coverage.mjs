// Runs the tests under c8 and prints how much of src/ they reached, counting worker threads and child processes too.
// The command is run from its compiled files, not from the bundles: c8 takes most lines of a bundle for covered.
//
//   npm run coverage [-- PATTERN]   pages to read line by line: coverage/index.html
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderRows, hasCode, largestGaps } from './coverage-rows.mjs';
import { select, testArguments, testSources } from './test-files.mjs';

const TARGET_PERCENT = 90;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (/** @type {string[]} */ args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

/** @param {readonly string[]} excluded sources that do not count */
const c8 = (excluded) => [
  'node_modules/c8/bin/c8.js',
  ...[
    '--all',
    '--src=src',
    '--include=src/**',
    ...excluded.map((file) => `--exclude=${file}`),
    '--exclude-after-remap',
  ],
  ...['--reporter=json-summary', '--reporter=html', '--reports-dir=coverage', '--merge-async'],
];

/** Sources that only declare types, by what they compile to. */
function typeOnlySources() {
  const built = readdirSync(join(root, 'build/src'), { recursive: true }).map(String);
  return built
    .filter((file) => file.endsWith('.js') && !hasCode(readFileSync(join(root, 'build/src', file), 'utf8')))
    .map((file) => join('src', file.replace(/\.js$/, '.ts')));
}

function main() {
  rmSync(join(root, 'coverage'), { recursive: true, force: true });
  if (node(['scripts/build.mjs', '--coverage']) !== 0) return 1;
  const tests = testArguments(select(testSources(root), process.argv.slice(2)));
  const status = node([...c8(['**/*.test.ts', '**/*.d.ts', ...typeOnlySources()]), process.execPath, ...tests]);
  const built = node(['scripts/build.mjs']);
  const summary = join(root, 'coverage/coverage-summary.json');
  if (!existsSync(summary)) return status || 1;
  print(JSON.parse(readFileSync(summary, 'utf8')));
  return status || built;
}

function print(summary) {
  const files = Object.entries(summary)
    .filter(([path]) => path !== 'total')
    .map(([path, { lines }]) => ({ path: relative(root, path), total: lines.total, covered: lines.covered }));
  console.log(`\nLines of src/ that the tests reach (target ${TARGET_PERCENT} %)`);
  for (const { name, total, covered, percent } of folderRows(files)) {
    const below = percent < TARGET_PERCENT ? '  below' : '';
    console.log(
      `${name.padEnd(16)}${String(covered).padStart(7)} of ${String(total).padStart(6)}${percent.toFixed(1).padStart(8)} %${below}`,
    );
  }
  console.log('\nFiles with the most lines not reached');
  for (const { path, missed } of largestGaps(files)) console.log(`${String(missed).padStart(5)}  ${path}`);
}

process.exit(main());
