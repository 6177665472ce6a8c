// Builds, then runs the tests.
//
//   npm test                                     all
//   npm test -- src/vm interrupt                 files whose path contains one of these
//   npm test -- src/vm --test-name-pattern=grow  options go to the test runner
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { select, testArguments, testSources } from './test-files.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));

const sources = select(testSources(root), patterns);
if (sources.length === 0) {
  console.error(
    `No test file has ${patterns.map((part) => `"${part}"`).join(' or ')} in its path (as in src/base/nearest.test.ts).`,
  );
  process.exit(2);
}

const node = (/** @type {string[]} */ args) =>
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
process.exit(node(['scripts/build.mjs', '--tests']) || node(testArguments(sources, options)));
