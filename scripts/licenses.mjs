// Checks the licence of every installed package against the list of docs/decisions/004. Run as a program it prints what
// it found and fails on anything else.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SPDX identifiers that ask for nothing but attribution. */
export const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages with another licence that was read, and the licence that was read. Decision 004 says on which terms. */
const exceptions = new Map([['zeromq', 'MIT AND MPL-2.0']]);

/**
 * The licence that a manifest declares, in today's form or in one of the two old ones.
 * @param {{ license?: unknown, licenses?: unknown }} manifest
 * @returns {string} an SPDX expression, '' where there is none
 */
export function declaredLicence({ license, licenses }) {
  const named = (/** @type {any} */ entry) => (typeof entry === 'string' ? entry : String(entry?.type ?? ''));
  if (Array.isArray(licenses)) return licenses.map(named).join(' OR ');
  return named(license ?? licenses ?? '');
}

/**
 * Whether an SPDX expression can be met with allowed licences: one side of every OR, both sides of every AND. Exceptions
 * (WITH) and anything that is not an expression are for a person to read.
 * @param {string} expression
 */
export function isAllowed(expression) {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const factor = () => {
    if (tokens[at] !== '(') return allowed.has(tokens[at++] ?? '');
    at++;
    const inner = either();
    return tokens[at++] === ')' && inner;
  };
  const chain = (operator, next, join) => () => {
    let result = next();
    while (tokens[at] === operator) {
      at++;
      result = join(next(), result);
    }
    return result;
  };
  const both = chain('AND', factor, (a, b) => a && b);
  const either = chain('OR', both, (a, b) => a || b);
  return either() && at === tokens.length;
}

/** @param {{ name: string, licence: string }} declared */
export function isAccepted({ name, licence }) {
  return isAllowed(licence) || (exceptions.has(name) && exceptions.get(name) === licence);
}

/**
 * @param {string} root
 * @returns {{ name: string, version: string, licence: string }[]} packages of the lock file that are installed
 */
export function installedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.keys(packages)
    .filter((folder) => folder !== '' && existsSync(join(root, folder, 'package.json')))
    .map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')))
    .map((manifest) => ({ name: manifest.name, version: manifest.version, licence: declaredLicence(manifest) }));
}

function main() {
  const packages = installedPackages(dirname(dirname(fileURLToPath(import.meta.url))));
  if (packages.length === 0) {
    console.error('No installed packages found: run npm ci first.');
    process.exit(1);
  }
  const refused = packages.filter((declared) => !isAccepted(declared));
  for (const { name, version, licence } of refused) {
    console.error(`${name}@${version}: licence ${licence === '' ? 'not declared' : `"${licence}"`} is not on the list`);
  }
  const kinds = [...new Set(packages.map(({ licence }) => licence))].sort().join(', ');
  console.log(`${packages.length} packages, ${refused.length} refused; licences: ${kinds}`);
  process.exit(refused.length === 0 ? 0 : 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
