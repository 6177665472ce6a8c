import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('writes and reads a file back, by lines and by formats', () => {
  using session = new LuaSession();
  const out = session.output(`
    local f = assert(io.open('t.txt', 'w'))
    print(f:write('one\\n', 2, '\\n', 3.5):write(' end') == f, f:close(), io.type(f))
    for line in io.lines('t.txt') do io.write('[', line, ']') end
    f = io.open('t.txt')
    print(f:read('l', 'n', 'L', '*a'))
    print(f:read('a'), f:read('l'), f:seek('set', 1), f:read(2), f:seek())
  `);
  assert.equal(out, 'true\ttrue\tclosed file\n[one][2][3.5 end]one\t2\t\n\t3.5 end\n\tnil\t1\tne\t3\n');
  assert.equal(readFileSync(session.path('t.txt'), 'utf8'), 'one\n2\n3.5 end');
});

test('keeps every byte', () => {
  using session = new LuaSession();
  const out = session.output(`
    local all = {} for i = 0, 255 do all[#all + 1] = string.char(i) end
    local bytes = table.concat(all):rep(600)
    local f = io.open('b', 'wb') f:write(bytes) f:close()
    f = io.open('b', 'rb') print(f:read('a') == bytes, f:seek('set', 65535), f:read(2) == '\\xff\\0')
  `);
  assert.equal(out, 'true\t65535\ttrue\n');
});

test('failures are nil, a message and a code', () => {
  using session = new LuaSession();
  const out = session.output(`
    print(io.open('none.txt'))
    print(io.open('.', 'w'))
    print(io.open('.'):read('a'))
    print(io.open('none/x', 'w'))
    local f = io.open('w', 'w') print(f:read()) f:close()
    print(io.open('w'):write('x'))
    print(io.stdin:write('x')) print(io.stdout:read()) print(io.stdout:seek())
    print(io.open('w'):seek('set', -1))
    print(io.stdout:close())
  `);
  assert.deepEqual(out.trimEnd().split('\n'), [
    'nil\tnone.txt: No such file or directory\t2',
    'nil\t.: Is a directory\t21',
    'nil\tIs a directory\t21',
    'nil\tnone/x: No such file or directory\t2',
    'nil\tBad file descriptor\t9',
    'nil\tBad file descriptor\t9',
    'nil\tBad file descriptor\t9',
    'nil\tBad file descriptor\t9',
    'nil\tIllegal seek\t29',
    'nil\tInvalid argument\t22',
    'nil\tcannot close standard file',
  ]);
});

test('misuse is raised in the words of Lua', () => {
  using session = new LuaSession();
  writeFileSync(session.path('f'), 'x');
  const cases: [code: string, message: string][] = [
    ['io.open()', "bad argument #1 to 'open' (string expected, got no value)"],
    ["io.open('f', 'rw')", "bad argument #2 to 'open' (invalid mode)"],
    ["io.open('f'):read('x')", "bad argument #1 to 'read' (invalid format)"],
    ["io.open('f'):read(-1)", "bad argument #1 to 'read' (number of bytes is negative)"],
    ["io.open('f'):seek('middle')", "bad argument #1 to 'seek' (invalid option 'middle')"],
    ["local f = io.open('f') f:close() f:read()", 'attempt to use a closed file'],
    ["io.lines('none')", "cannot open file 'none' (No such file or directory)"],
    ["for l in io.lines('f', 'q') do end", "bad argument #2 to 'for iterator' (invalid format)"],
    ["local f = io.open('f') local n = f:lines() f:close() n()", 'file is already closed'],
    ["for l in io.lines('.') do end", 'Is a directory'],
    ['io.stdout:write({})', "bad argument #1 to 'write' (string expected, got table)"],
    ["io.stdout.write('x')", "bad argument #1 to 'write' (FILE* expected, got string)"],
    ['io.type()', "bad argument #1 to 'type' (value expected)"],
    ['io.input(3.5)', "cannot open file '3.5' (No such file or directory)"],
    ['io.output({})', "bad argument #1 to 'output' (FILE* expected, got table)"],
  ];
  for (const [code, message] of cases) assert.equal(session.run(code).error, `test:1: ${message}`, code);
});

test('a method called with a dot is told to use a colon', () => {
  using session = new LuaSession();
  const { error } = session.run("local f = io.open('f', 'w') f.write('x')");
  assert.match(error ?? '', /methods of files are called with a colon/);
});

test('an iterator of io.lines closes its file at the end and when the loop is left', () => {
  using session = new LuaSession();
  writeFileSync(session.path('f'), 'a\nb\n');
  const out = session.output(`
    local next, _, _, file = io.lines('f')
    print(io.type(file), next(), next(), next(), io.type(file), pcall(next))
    local left
    for _ in io.lines('f') do
      left = select(2, debug.getlocal(1, 5))
      break
    end
    for a, b in io.lines('f', 1, 'L') do io.write(a, b) end
  `);
  assert.equal(out, 'file\ta\tb\tnil\tclosed file\tfalse\tfile is already closed\na\nb\n');
});

test('files are closed by <close> and by the collector', () => {
  using session = new LuaSession();
  const out = session.output(`
    local kept
    do local f <close> = io.open('c', 'w') f:write('closed') kept = f end
    print(io.type(kept), io.open('c'):read('a'))
    do local f = io.open('g', 'w') f:write('collected') end
    collectgarbage() collectgarbage()
    print(io.open('g'):read('a'))
  `);
  assert.equal(out, 'closed file\tclosed\ncollected\n');
});

test('what a script leaves in its buffers is written when the run ends', () => {
  using session = new LuaSession();
  session.run("leaked = io.open('l', 'w') leaked:write('kept') error('early')");
  assert.equal(readFileSync(session.path('l'), 'utf8'), 'kept');
  session.run("leaked:write(' on') os.exit(1)");
  assert.equal(readFileSync(session.path('l'), 'utf8'), 'kept on');
});

test('after an image is restored its files are closed, also when others are open', () => {
  using session = new LuaSession();
  session.output("f = io.open('f', 'w') io.output(io.open('o', 'w'))");
  const image = session.image();
  session.restore(image);
  session.output("other = io.open('f', 'w')");
  assert.match(session.run("io.write('unseen')").error ?? '', /default output file is closed/);
  assert.equal(
    session.output('io.output(io.stdout) print(io.type(f), io.type(other), f)'),
    'closed file\tfile\tfile (closed)\n',
  );
});

test('standard streams keep apart, and io.write returns the file', () => {
  using session = new LuaSession();
  const { out, err } = session.run(
    "io.write('a', 1, 2.0, {}, 'b'):write('c\\n') io.stderr:write('e', 1):write('\\n') io.stdout:write('d')",
  );
  assert.deepEqual([out, err], ['a12.0bc\nd', 'e1\n']);
});

test('io.output redirects io.write, also where a script has kept it', () => {
  using session = new LuaSession();
  const { out, err } = session.run(`
    local write = io.write
    io.output('o') write('to file', nil, 1) print(io.output() ~= io.stdout)
    print(io.close(), pcall(write, 'x'))
    io.output(io.stderr) write('to stderr')
    io.output(io.stdout) write('back')
  `);
  assert.equal(out, 'true\ntrue\tfalse\tdefault output file is closed\nback');
  assert.equal(err, 'to stderr');
  assert.equal(readFileSync(session.path('o'), 'utf8'), 'to file1');
});

test('io.input, io.read and io.lines read the default input', () => {
  using session = new LuaSession({ input: ['first\n12 0x', 'ff rest\nla', 'st'] });
  writeFileSync(session.path('f'), 'of the file');
  const out = session.output(`
    print(io.read(), io.read('n', 'n', 'L'))
    for line in io.lines() do print(line) end
    print(io.read(), io.read('a'), io.read(0))
    io.input('f') print(io.read(2), io.stdin == io.input())
    io.input(io.stdin) print(io.read())
  `);
  assert.equal(out, 'first\t12\t255\t rest\n\nlast\nnil\t\tnil\nof\tfalse\nnil\n');
});

test('a refusal is an answer of io.open that names the flag, and an error of io.lines', () => {
  using session = new LuaSession({ permissions: { write: false } });
  symlinkSync('/etc', session.path('link'));
  const [read, write, linked, lines] = session
    .output(
      `print((select(2, io.open('/etc/hostname'))))
       print(select(2, io.open('new', 'w')))
       print(select(2, io.open('link/hostname')))
       print(select(2, pcall(io.lines, '/etc/hostname')))`,
    )
    .split('\n');
  assert.equal(
    read,
    "Path not allowed: Permission denied for reading '/etc/hostname' (run with --allow-read=/etc/hostname to allow it)",
  );
  assert.match(write ?? '', /Permission denied for writing 'new' \(run with --allow-write=.* to allow it\)/);
  assert.match(linked ?? '', /Permission denied for reading 'link\/hostname'.*\/etc/);
  assert.match(lines ?? '', /^Security violation: Path not allowed: Permission denied for reading/);
});

test('modes that read and write need both permissions', () => {
  using session = new LuaSession({ permissions: { read: false } });
  const out = session.output(
    "print(io.type(io.open('f', 'w')), io.type(io.open('f', 'w+')), io.type(io.open('f', 'r+')))",
  );
  assert.equal(out, 'file\tnil\tnil\n');
});

test('pipes are refused instead of waited for, harmless devices are not', () => {
  using session = new LuaSession({ permissions: { read: true, write: true } });
  execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: session.folder });
  const out = session.output(`
    print((select(2, io.open('pipe')))) print((select(2, io.open('pipe', 'w'))))
    print(#io.open('/dev/zero'):read(100000), io.open('/dev/null'):read('a'), io.type(io.open('/dev/null', 'w'):write('x')))
  `);
  const refusal = 'pipe: it is a named pipe, and only files can be opened (name a file)\n';
  assert.equal(out, `${refusal}${refusal}100000\t\tfile\n`);
});

test('an endless file is not enough memory, not the end of the process', () => {
  using session = new LuaSession({ permissions: { read: true } });
  session.setMemoryLimit(8 * 2 ** 20);
  assert.equal(session.run("io.open('/dev/zero'):read('a')").error, 'not enough memory');
  assert.equal(session.run("io.open('/dev/zero'):read(1 << 40)").error, 'not enough memory');
});

test('io.popen says what to use', () => {
  using session = new LuaSession();
  assert.match(session.run("io.popen('ls')").error ?? '', /^Component error: io.popen is not available/);
});

test('io.tmpfile has a file without a name', () => {
  using session = new LuaSession({ permissions: { write: true } });
  const out = session.output(
    "local f = io.tmpfile() f:write('abc') f:seek('set') print(f:read('a'), io.type(f)) name = tostring(f):match('%((.*)%)')",
  );
  assert.equal(out, 'abc\tfile\n');
  assert.equal(session.output('print(io.open(name))').split('\t')[0], 'nil');
});
