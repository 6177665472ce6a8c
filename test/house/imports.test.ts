import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { repoRoot } from '../support/repo-root.js';
import { checkBarrels, checkHeaders, checkTestPlaces } from './file-rules.js';
import { checkBuiltins, checkCycles, checkFolders, checkPackages } from './import-rules.js';
import { folders, packageOwners, testPackages, typeOwners } from './layout.js';
import type { SourceFile } from './source-file.js';
import { parseSourceFile } from './source-file.js';

const sources = readSources();

describe('the sources keep the layout', () => {
  test('there are sources', () => assert.ok(sources.length > 10));
  test('folders import what the table allows', () => assert.deepEqual(checkFolders(sources, folders), []));
  test('packages have one owner', () =>
    assert.deepEqual(checkPackages(sources, { ...packageOwners, ...typeOwners }, testPackages), []));
  test('the engine thread uses few modules of Node', () => assert.deepEqual(checkBuiltins(sources, folders), []));
  test('no import cycles', () => assert.deepEqual(checkCycles(sources), []));
  test('no barrels', () => assert.deepEqual(checkBarrels(sources), []));
  test('every file says what it is for', () => assert.deepEqual(checkHeaders(sources), []));
  test('tests stand beside what they test', () => assert.deepEqual(checkTestPlaces(sources), []));
});

describe('the table keeps its own promises', () => {
  const rule = (folder: string): readonly string[] => {
    const found = folders.find((row) => row.folder === folder);
    assert.ok(found, folder);
    return [...found.imports, ...found.types];
  };
  test('every import names a row, or a file below one', () => {
    const known = new Set(folders.map(({ folder }) => folder));
    const unknown = folders.flatMap(({ folder }) => rule(folder)).filter((entry) => !known.has(entry));
    assert.deepEqual([...new Set(unknown)], ['engine/contract']);
  });
  test('kernel and client do not know each other', () => {
    assert.ok(!rule('kernel').includes('client'));
    assert.ok(!rule('client').includes('kernel'));
  });
  test('adapters know neither kernel nor engine', () => {
    assert.deepEqual(
      rule('adapters').filter((entry) => /^(kernel|engine)/.test(entry)),
      [],
    );
  });
  test('only the engine thread imports values of vm, runtime and debugger/engine', () => {
    const forbidden = ['vm', 'runtime', 'debugger/engine'];
    const importers = folders.filter(({ imports }) => imports.some((entry) => forbidden.includes(entry)));
    assert.deepEqual(
      importers.filter(({ thread }) => thread !== 'engine'),
      [],
    );
  });
  test('every package of the manifest has an owner', () => {
    const manifest = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.deepEqual(Object.keys(packageOwners).sort(), Object.keys(manifest.dependencies).sort());
  });
});

describe('the rules catch', () => {
  const folderBreaches = (path: string, text: string): string[] => checkFolders([parseSourceFile(path, text)], folders);

  test('a folder outside its row', () => {
    const text = `// x\nimport { a } from '../base/a.js';\nimport { b } from '../services/b.js';\n`;
    assert.deepEqual(folderBreaches('language/x.ts', text), [
      "src/language/x.ts:3 '../services/b.js': language may not import services",
    ]);
  });
  test('values where types are allowed, in any form of import', () => {
    const value = `import { type A, a } from '../services/a.js';`;
    assert.match(folderBreaches('runtime/x.ts', value)[0] ?? '', /only types of services/);
    assert.equal(folderBreaches('runtime/x.ts', `export { a } from '../services/a.js';`).length, 1);
    assert.equal(folderBreaches('runtime/x.ts', `const a = await import('../services/a.js');`).length, 1);
    assert.equal(folderBreaches('runtime/x.ts', `import type { A } from '../services/a.js';`).length, 0);
    assert.equal(folderBreaches('runtime/x.ts', `type A = import('../services/a.js').A;`).length, 0);
  });
  test('the VM outside the engine thread', () => {
    const text = `import { createLua } from '../vm/lua.js';`;
    assert.equal(folderBreaches('engine/host.ts', text).length, 1);
    assert.equal(folderBreaches('engine/worker.ts', text).length, 0);
    assert.equal(folderBreaches('engine/thread/session.ts', text.replace('..', '../..')).length, 0);
  });
  test('a special row below an allowed folder', () => {
    assert.equal(folderBreaches('cli/x.ts', `import { a } from '../engine/host.js';`).length, 0);
    assert.equal(folderBreaches('cli/x.ts', `import { a } from '../engine/thread/a.js';`).length, 1);
    assert.equal(folderBreaches('kernel/x.ts', `import { a } from '../engine/contract.js';`).length, 0);
    assert.equal(folderBreaches('kernel/x.ts', `import { a } from '../engine/host.js';`).length, 1);
  });
  test('what lies outside src/, or in no row', () => {
    const text = `import { a } from '../../test/support/a.js';`;
    assert.equal(folderBreaches('base/x.ts', text).length, 1);
    assert.equal(folderBreaches('base/x.test.ts', text).length, 0);
    assert.equal(folderBreaches('misc/x.ts', `import { a } from '../base/a.js';`).length, 1);
  });
  test('a package outside its owner', () => {
    const check = (path: string, text: string): string[] =>
      checkPackages([parseSourceFile(path, text)], packageOwners, testPackages);
    assert.equal(check('config/x.ts', `import { parse } from 'smol-toml';`).length, 0);
    assert.equal(check('engine/x.ts', `import { parse } from 'smol-toml';`).length, 1);
    assert.equal(check('cli/x.ts', `const yargs = await import('yargs/yargs');`).length, 1);
    assert.equal(check('cli/x.ts', `import fc from 'fast-check';`).length, 1);
    assert.equal(check('cli/x.test.ts', `import fc from 'fast-check';`).length, 0);
  });
  test('a module of Node that the engine thread has no business with', () => {
    const text = `import { connect } from 'node:net';`;
    assert.equal(checkBuiltins([parseSourceFile('vm/x.ts', text)], folders).length, 1);
    assert.equal(checkBuiltins([parseSourceFile('services/x.ts', text)], folders).length, 0);
  });
  test('a cycle of values, but not of types', () => {
    const cycle = (kind: string): SourceFile[] => [
      parseSourceFile('base/a.ts', `import { b } from './b.js';`),
      parseSourceFile('base/b.ts', `import { c } from './c.js';`),
      parseSourceFile('base/c.ts', `import ${kind} { b } from './b.js';`),
    ];
    assert.deepEqual(checkCycles(cycle('')), ['base/b.ts -> base/c.ts -> base/b.ts']);
    assert.deepEqual(checkCycles(cycle('type')), []);
  });
  test('a barrel', () => {
    const barrel = `// All of it.\nexport * from './a.js';\nexport { b } from './b.js';\n`;
    assert.equal(checkBarrels([parseSourceFile('base/all.ts', barrel)]).length, 1);
    assert.equal(checkBarrels([parseSourceFile('base/one.ts', `${barrel}export const c = 1;\n`)]).length, 0);
    assert.equal(checkBarrels([parseSourceFile('base/index.ts', 'export const c = 1;')]).length, 1);
  });
  test('a file without a header, and a test of nothing', () => {
    assert.equal(checkHeaders([parseSourceFile('base/a.ts', `import { b } from './b.js';\n`)]).length, 1);
    assert.equal(checkHeaders([parseSourceFile('base/a.ts', `#!/usr/bin/env node\n// What it is.\n`)]).length, 0);
    assert.equal(checkTestPlaces([parseSourceFile('base/a.test.ts', '')]).length, 1);
  });
});

function readSources(): SourceFile[] {
  const src = join(repoRoot, 'src');
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  return paths.sort().map((path) => parseSourceFile(path, readFileSync(join(src, path), 'utf8')));
}
