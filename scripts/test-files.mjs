// Which tests there are, and which of them an argument means. Sources decide, not what lies in build/, so that the
// compiled test of a removed source never runs.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} root @returns {string[]} every test file under scripts/, src/ and test/, relative to root, in order */
export function testSources(root) {
  return ['scripts', 'src', 'test']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file))))
    .filter((file) => /\.test\.(ts|mjs)$/.test(file))
    .sort();
}

/**
 * @param {readonly string[]} sources
 * @param {readonly string[]} patterns parts of paths; any of them is enough, none means all
 */
export function select(sources, patterns) {
  return patterns.length === 0 ? [...sources] : sources.filter((file) => patterns.some((part) => file.includes(part)));
}

/** @param {string} source `src/base/x.test.ts` @returns {string} `build/src/base/x.test.js`; a script is its own */
export function compiled(source) {
  return source.endsWith('.ts') ? join('build', source.replace(/\.ts$/, '.js')) : source;
}

/** Arguments of the Node that runs the given tests. @param {readonly string[]} sources @param {readonly string[]} options */
export function testArguments(sources, options = []) {
  return [
    '--enable-source-maps',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=300000',
    '--test-reporter=./scripts/test-reporter.mjs',
    '--test-reporter-destination=stdout',
    ...options,
    ...sources.map(compiled),
  ];
}
