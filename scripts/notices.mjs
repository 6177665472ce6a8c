// What the bundles contain of others: dist/NOTICES.txt carries the licence text of every package whose code is in dist/.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/**
 * @param {import('esbuild').Metafile} metafile
 * @param {readonly string[]} assets files that are copied, not bundled
 * @returns {string[]} folders of the packages, without repetition, in order
 */
export function bundledPackages(metafile, assets = []) {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
  );
  const folders = [...used, ...assets].map((file) => PACKAGE.exec(file)?.[1]).filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

/** @param {string} root @param {readonly string[]} folders @param {string} file where the notices go */
export function writeNotices(root, folders, file) {
  const notices = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${licenceTexts(join(root, folder)).join('\n')}`;
  });
  writeFileSync(
    file,
    `Parts of these files come from the packages below.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`,
  );
}

/** @param {string} folder */
function licenceTexts(folder) {
  const names = readdirSync(folder).filter((name) => LICENCE_FILE.test(name) && existsSync(join(folder, name)));
  return names.map((name) => `${readFileSync(join(folder, name), 'utf8').trim()}\n`);
}
