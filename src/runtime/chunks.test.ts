import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('dofile runs a file and passes its results and errors', () => {
  using session = new LuaSession();
  writeFileSync(session.path('f.lua'), '#! for the shell\nx = ... return 1, nil, x == nil');
  writeFileSync(session.path('e.lua'), '\n\nerror("here")');
  writeFileSync(session.path('s.lua'), '\n=');
  const out = session.output(`
    print(dofile('f.lua')) print(select('#', dofile('f.lua')))
    print(pcall(dofile, 'e.lua')) print(pcall(dofile, 's.lua')) print(pcall(dofile, 'none.lua'))
  `);
  assert.equal(
    out,
    "1\tnil\ttrue\n3\nfalse\te.lua:3: here\nfalse\ts.lua:2: unexpected symbol near '='\n" +
      'false\tcannot open none.lua: No such file or directory\n',
  );
});

test('loadfile gives the function, or nil and the message', () => {
  using session = new LuaSession();
  writeFileSync(session.path('f.lua'), '\uFEFFreturn x, ...');
  writeFileSync(session.path('s.lua'), '=');
  const out = session.output(`
    x = 'global'
    print(loadfile('f.lua')(1)) print(loadfile('f.lua', 'bt', { x = 'own' })(2)) print(pcall(loadfile('f.lua', 't', nil)))
    print(loadfile('s.lua')) print(loadfile('none.lua')) print(loadfile('f.lua', 'b')) print(loadfile('.'))
  `);
  assert.equal(
    out,
    "global\t1\nown\t2\nfalse\tf.lua:1: attempt to index a nil value (upvalue '_ENV')\n" +
      "nil\ts.lua:1: unexpected symbol near '='\nnil\tcannot open none.lua: No such file or directory\n" +
      "nil\tattempt to load a text chunk (mode is 'b')\nnil\tcannot open .: Is a directory\n",
  );
});

test('precompiled chunks do not load', () => {
  using session = new LuaSession();
  writeFileSync(session.path('b.luac'), '\x1bLua...');
  assert.match(
    session.output("print(loadfile('b.luac', 'b')) print(loadfile('b.luac'))"),
    /attempt to load a binary chunk/,
  );
});

test('both obey the permissions', () => {
  using session = new LuaSession({ permissions: { read: false } });
  writeFileSync(session.path('f.lua'), 'return 1');
  assert.match(
    session.run("dofile('f.lua')").error ?? '',
    /^Security violation: .*Permission denied for reading 'f.lua'/,
  );
  assert.match(session.output("print(loadfile('f.lua'))"), /^nil\tPath not allowed: .*--allow-read=/);
});

test('without a name the program comes from the standard input', () => {
  using session = new LuaSession({ input: ['return "from', ' input", ...'] });
  assert.equal(session.output('print(dofile())'), 'from input\n');
});

test('a run can be left and resumed inside dofile, and the file may yield to its coroutine', () => {
  using session = new LuaSession({ yields: true });
  writeFileSync(session.path('f.lua'), "local n = 0 for i = 1, 300 do n = n + i end return n, coroutine.yield('half')");
  const { out, yields } = session.run("local co = coroutine.wrap(dofile) print(co('f.lua')) print(co('whole'))");
  assert.equal(out, 'half\n45150\twhole\n');
  assert.ok(yields > 300, `only ${yields} times`);
});
