import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLua } from './parse.js';
import type { LuaTree } from './parse.js';
import { findScopes } from './scope-builder.js';
import type { Scopes } from './scopes.js';

async function scopesOf(text: string): Promise<{ tree: LuaTree; scopes: Scopes; at: (marker: string) => number }> {
  const tree = await parseLua(text);
  return { tree, scopes: findScopes(tree), at: (marker) => tree.source.text.indexOf(marker) };
}

test('names resolve to the nearest declaration', async () => {
  const { tree, scopes, at } = await scopesOf(
    'local x = 1\ndo local x = x + 2; print(x) end\nlocal function f(a) return a + x end\nprint(a, x)',
  );
  const resolve = (offset: number): string | undefined => {
    const declaration = scopes.resolve(tree.nodeAt(offset));
    return declaration && `${declaration.kind} ${tree.source.lineAt(declaration.span.start)}`;
  };
  assert.equal(resolve(at('x + 2')), 'local 1');
  assert.equal(resolve(at('x) end')), 'local 2');
  assert.equal(resolve(at('a + x')), 'parameter 3');
  assert.equal(resolve(at('a, x')), undefined);
  assert.equal(scopes.kindOf(tree.nodeAt(at('x end\nprint'))), 'upvalue');
  assert.equal(scopes.kindOf(tree.nodeAt(at('a, x'))), 'global');
});

test('visible names: nearest first, hidden ones left out', async () => {
  const { scopes, at } = await scopesOf('local a, b = 1\nfor i = 1, 2 do local a = i --here\nend\nlocal c');
  const names = scopes.visibleAt(at('--here'));
  assert.deepEqual(
    names.map(({ name, kind }) => [name, kind]),
    [
      ['a', 'local'],
      ['i', 'for variable'],
      ['b', 'local'],
    ],
  );
});

test('assignments carry where the value comes from', async () => {
  const { scopes } = await scopesOf('local a, b, c = 1, f()\na = nil\nlocal d\ng = a\nfunction g() end');
  const byName = new Map(scopes.declarations.map((declaration) => [declaration.name, declaration]));
  const values = (name: string): unknown[] =>
    byName.get(name)!.assignments.map(({ value }) => value && [value.node.text, value.result]);
  assert.deepEqual(values('a'), [
    ['1', 1],
    ['nil', 1],
  ]);
  assert.deepEqual(values('b'), [['f()', 1]]);
  assert.deepEqual(values('c'), [['f()', 2]]);
  assert.deepEqual(values('d'), []);
  assert.equal(scopes.globals.get('g')?.length, 2);
});

test('all variables of a generic loop belong to its body', async () => {
  const { tree, scopes, at } = await scopesOf('for key, value in pairs(value) do print(key, value) --in\nend');
  const kinds = ['key, value) --in', 'value) --in'].map((text) => scopes.resolve(tree.nodeAt(at(text)))?.kind);
  assert.deepEqual(kinds, ['for variable', 'for variable']);
  assert.equal(scopes.resolve(tree.nodeAt(at('value) do'))), undefined);
});

test('the condition of repeat sees the locals of its body', async () => {
  const { tree, scopes, at } = await scopesOf('repeat local done = f() until done -- x\nprint(done)');
  assert.equal(scopes.resolve(tree.nodeAt(at('done -- x')))?.name, 'done');
  assert.equal(scopes.resolve(tree.nodeAt(at('done)'))), undefined);
});

test('methods have self, functions their names and parameters', async () => {
  const { tree, scopes, at } = await scopesOf('local M = {x = 1}\nfunction M.sub:run(p, ...)\n  self.y = p\nend');
  const scope = scopes.functionAt(at('self.y'));
  assert.deepEqual([scope.name, scope.parameters, scope.isVararg, scope.isMethod], ['M.sub:run', ['p'], true, true]);
  assert.equal(scopes.resolve(tree.nodeAt(at('self.y')))?.kind, 'self');
  assert.deepEqual(
    scopes.fields.map(({ name, owner, form }) => [name, owner, form]),
    [
      ['x', '', 'constructor'],
      ['run', 'M.sub', 'method'],
      ['y', 'self', 'assignment'],
    ],
  );
});

test('attributes, and broken text that still gives names', async () => {
  const { scopes } = await scopesOf('local a <const>, b <close> = 1, f()\nlocal x = ');
  assert.deepEqual(
    scopes.declarations.slice(0, 2).map(({ attribute }) => attribute),
    ['const', 'close'],
  );
  assert.ok(scopes.declarations.some(({ name }) => name === 'a'));
});
