import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

function write(session: LuaSession, name: string, source: string): void {
  mkdirSync(join(session.path(name), '..'), { recursive: true });
  writeFileSync(session.path(name), source);
}

test('a module is loaded once, with its name and its file', () => {
  using session = new LuaSession();
  write(session, 'lib/m.lua', '#!/usr/bin/lua\nprint("loading", ...) return { line = debug.getinfo(1).currentline }');
  const out = session.output(
    "print(require('lib.m').line, select(2, require('lib.m'))) print(require('lib.m') == package.loaded['lib.m'])",
  );
  assert.equal(out, 'loading\tlib.m\t./lib/m.lua\n2\ntrue\n');
});

test('what a module gives: nothing is true, false is loaded again, and it may set package.loaded itself', () => {
  using session = new LuaSession();
  write(session, 'nothing.lua', '');
  write(session, 'no.lua', 'count = (count or 0) + 1 return false');
  write(session, 'own.lua', "package.loaded[...] = 'set'");
  const out = session.output("print(require 'nothing', require 'own', require 'no', require 'no', count)");
  assert.equal(out, 'true\tset\tfalse\tfalse\t2\n');
});

test("the script's folder comes first, then the configured path, then the working directory", () => {
  using session = new LuaSession({ scriptName: 'app/main.lua' });
  session.setRun({ scriptDirectory: session.path('app') });
  write(session, 'app/a.lua', "return 'script'");
  write(session, 'a.lua', "return 'work'");
  write(session, 'b/init.lua', "return 'init'");
  assert.equal(
    session.output("print(require 'a', (require 'b')) print(package.path)"),
    'script\tinit\n./app/?.lua;./app/?/init.lua;./?.lua;./?/init.lua\n',
  );
});

test('modules of the program need no permission of their own, other files do', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'spell-elsewhere-'));
  try {
    writeFileSync(join(elsewhere, 'beside.lua'), "return 'beside'");
    writeFileSync(join(elsewhere, 'secret.txt'), 'secret');
    using session = new LuaSession({
      scriptName: join(elsewhere, 'main.lua'),
      scriptDirectory: elsewhere,
      permissions: { read: false },
    });
    assert.equal(session.output("print((require 'beside'))"), 'beside\n');
    const { error } = session.run(`package.path = '${elsewhere}/?' require 'secret.txt'`);
    assert.match(error ?? '', /no permission to read '.*secret\/txt' \(run with --allow-read=/);
    assert.match(
      session.run(`package.path = '${elsewhere}/?.txt' require 'secret'`).error ?? '',
      /no permission to read/,
    );
    using other = new LuaSession({ modulePath: [elsewhere] });
    assert.equal(other.output("print((require 'beside'))"), 'beside\n');
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('a missing module names all places', () => {
  using session = new LuaSession();
  assert.equal(
    session.run("require 'no.such'").error,
    "test:1: module 'no.such' not found:\n\tno field package.preload['no.such']\n\tno file './no/such.lua'\n\tno file './no/such/init.lua'",
  );
});

test('a module that does not compile says where', () => {
  using session = new LuaSession();
  write(session, 'bad.lua', '\nx = = 1');
  assert.equal(
    session.run("require 'bad'").error,
    "error loading module 'bad' from file './bad.lua':\n\tbad.lua:2: unexpected symbol near '='",
  );
});

test('an error of a module passes as it is, and the module can be loaded later', () => {
  using session = new LuaSession();
  write(session, 'm.lua', "if not ready then error('not ready') end return 'ready now'");
  assert.equal(
    session.output("print(pcall(require, 'm')) ready = true print(require 'm')"),
    'false\tm.lua:1: not ready\nready now\t./m.lua\n',
  );
});

test('a circle is refused with its way, also after it was caught', () => {
  using session = new LuaSession();
  write(session, 'a.lua', "return require 'b'");
  write(session, 'b.lua', "return require 'a'");
  const message = "b.lua:1: module 'a' is required while it is still being loaded: 'a' -> 'b' -> 'a'";
  assert.equal(
    session.output("print(pcall(require, 'a')) print(pcall(require, 'a'))"),
    `false\t${message}\n`.repeat(2),
  );
});

test('package.preload and package.searchers are asked', () => {
  using session = new LuaSession();
  const out = session.output(`
    package.preload.p = function(...) return { ... } end
    print(require('p')[1], require('p')[2], select(2, require('p')))
    table.insert(package.searchers, function(name) return function(...) return table.concat({ ... }, '+') end, 'extra' end)
    print(require 'made up')
    package.searchers = { function() return '\\n\\tmine' end, function() end }
    print(pcall(require, 'q'))
    package.searchers = nil
    print(pcall(require, 'q'))
  `);
  assert.equal(
    out,
    "p\t:preload:\nmade up+extra\textra\nfalse\tmodule 'q' not found:\n\t\n\tmine\nfalse\t'package.searchers' must be a table\n",
  );
});

test('package.searchpath finds files and tells where it looked', () => {
  using session = new LuaSession();
  write(session, 'd/m.lua', '');
  const out = session.output(`
    print(package.searchpath('d.m', './?.lua'))
    print(package.searchpath('a-b', './?.x;?', '-', '+'))
    print(pcall(package.searchpath, 'a'))
  `);
  assert.equal(
    out,
    "./d/m.lua\nnil\tno file './a+b.x'\n\tno file 'a+b'\nfalse\tbad argument #2 to 'package.searchpath' (string expected, got no value)\n",
  );
});

test('a path that a script has set stays for the next runs, the default follows the run', () => {
  using session = new LuaSession();
  session.setRun({ scriptName: 'app/x.lua', scriptDirectory: session.path('app') });
  assert.match(session.output('print(package.path)'), /^\.\/app\//);
  session.setRun({ scriptName: undefined });
  assert.equal(session.output("print(package.path) package.path = 'mine/?'"), './?.lua;./?/init.lua\n');
  assert.equal(session.output('print(package.path)'), 'mine/?\n');
});

test('package.loaded knows the libraries', () => {
  using session = new LuaSession();
  assert.equal(
    session.output("print(require 'io' == io, require 'string' == string, require 'JSON' == JSON, require '_G' == _G)"),
    'true\ttrue\ttrue\ttrue\n',
  );
});

test('a run can be left and resumed inside a module', () => {
  using session = new LuaSession({ yields: true });
  write(session, 'slow.lua', 'local n = 0 for i = 1, 300 do n = n + i end return { n, ... }');
  const { out, yields } = session.run("local m = require 'slow' print(m[1], m[2], m[3], select(2, require 'slow'))");
  assert.equal(out, '45150\tslow\t./slow.lua\n');
  assert.ok(yields > 300, `only ${yields} times`);
});

test('a module may yield to a coroutine that requires it', () => {
  using session = new LuaSession();
  write(session, 'y.lua', "local got = coroutine.yield('half') return got");
  const out = session.output(`
    local co = coroutine.wrap(function() return require 'y' end)
    print(co()) print(co('whole')) print(package.loaded.y)
  `);
  assert.equal(out, 'half\nwhole\t./y.lua\nwhole\n');
});
