import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Value } from '../base/values.js';
import { LuaSession } from '../../test/support/lua-session.js';

test('remove and rename', () => {
  using session = new LuaSession();
  writeFileSync(session.path('a'), '');
  mkdirSync(session.path('empty'));
  mkdirSync(session.path('full/x'), { recursive: true });
  const out = session.output(`
    print(os.rename('a', 'b')) print(os.remove('a')) print(os.remove('b')) print(os.rename('a', 'b'))
    print(os.remove('empty')) print(os.remove('full'))
  `);
  assert.equal(
    out,
    'true\nnil\ta: No such file or directory\t2\ntrue\nnil\tNo such file or directory\t2\n' +
      'true\nnil\tfull: Directory not empty\t39\n',
  );
});

test('remove and rename need permissions, and the granted folder itself stays', () => {
  using session = new LuaSession({ permissions: { read: false } });
  writeFileSync(session.path('a'), '');
  const out = session.output(
    "print(select(2, os.rename('a', 'b'))) print(select(2, os.remove('/etc/hostname'))) print(os.remove('.'))",
  );
  assert.match(
    out,
    /Permission denied for reading 'a'.*\n.*Permission denied for writing '\/etc\/hostname' \(run with --allow-write=\/etc\/hostname to allow it\)\t13\nnil\t/,
  );
  assert.ok(existsSync(session.folder));
});

test('tmpname creates a file of its own', () => {
  using session = new LuaSession({ permissions: { write: true, read: true } });
  assert.equal(
    session.output('local n = os.tmpname() print(io.type(io.open(n)), os.remove(n), n ~= os.tmpname())').split('\t')[0],
    'file',
  );
  using narrow = new LuaSession({ permissions: { write: false } });
  assert.match(narrow.run('os.tmpname()').error ?? '', /unable to generate a unique filename: .*Permission denied/);
});

test('getenv gives what is allowed and set, otherwise nil', () => {
  process.env['SPELL_TEST_A'] = 'a';
  process.env['SPELL_TEST_B'] = 'b';
  using session = new LuaSession({ permissions: { env: ['SPELL_TEST_A', 'SPELL_TEST_NONE'] } });
  assert.equal(
    session.output("print(os.getenv('SPELL_TEST_A'), os.getenv('SPELL_TEST_B'), os.getenv('SPELL_TEST_NONE'))"),
    'a\tnil\tnil\n',
  );
});

test('exit ends the run with its code, and nothing catches it', () => {
  using session = new LuaSession();
  const codes = [
    'os.exit()',
    'os.exit(true)',
    'os.exit(false)',
    'os.exit(7, true)',
    'os.exit(3.0)',
    'pcall(os.exit, 5)',
  ];
  assert.deepEqual(
    codes.map((code) => session.run(`${code} print('on')`)).map(({ exitCode, out }) => [exitCode, out]),
    [0, 0, 1, 7, 3, 5].map((code) => [code, '']),
  );
  assert.match(session.run('os.exit({})').error ?? '', /bad argument #1 to 'exit' \(number expected, got table\)/);
});

test('there is one locale', () => {
  using session = new LuaSession();
  assert.equal(
    session.output("print(os.setlocale(), os.setlocale(''), os.setlocale('C', 'numeric'), os.setlocale('de_DE'))"),
    'C\tC\tC\tnil\n',
  );
  assert.match(session.run("os.setlocale('C', 'money')").error ?? '', /invalid option 'money'/);
});

test('the clock begins near zero and runs forward', () => {
  using session = new LuaSession();
  assert.equal(
    session.output('local a = os.clock() local b = os.clock() print(math.type(a), a >= 0, b >= a, a < 1e6)'),
    'float\ttrue\ttrue\ttrue\n',
  );
});

test('date, time and difftime are there', () => {
  using session = new LuaSession();
  assert.equal(
    session.output(
      "print(os.date('!%Y-%m-%d', 0), os.time{year=2000,month=1,day=2,hour=12} - os.time{year=2000,month=1,day=1,hour=12}, os.difftime(3, 1))",
    ),
    '1970-01-01\t86400\t2\n',
  );
});

test('execute passes the command on, and puts its output among that of the script', () => {
  const outcomes: Value[] = [
    { kind: 'exit', code: 3, stdout: 'out\n', stderr: 'err\n' },
    { kind: 'signal', code: 9, stdout: '', stderr: '' },
    { kind: 'exit', code: 0, stdout: Buffer.from([255, 10]), stderr: '' },
  ];
  const commands: Value[] = [];
  using session = new LuaSession({
    permissions: { run: ['sh'] },
    methods: { 'process.shell': ([command]) => (commands.push(command), outcomes.shift()) },
  });
  const { out, err } = session.run(`
    io.write('before ')
    print(os.execute('first')) print(os.execute('second')) print(os.execute('third')) print(os.execute())
  `);
  assert.equal(out, 'before out\nnil\texit\t3\nnil\tsignal\t9\n\xff\ntrue\texit\t0\ntrue\n');
  assert.equal(err, 'err\n');
  assert.deepEqual(commands, ['first', 'second', 'third']);
});

test('execute is refused otherwise, and says what would allow it', () => {
  using session = new LuaSession({ permissions: { run: ['git'] } });
  const out = session.output("print(os.execute()) print(os.execute('ls'))");
  assert.match(
    out,
    /^false\nnil\tPermission denied: os.execute may not run 'ls' \(run with --allow-run=sh .*\)\t13\n$/,
  );
});
