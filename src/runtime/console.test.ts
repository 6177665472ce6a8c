import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

const METHODS = { 'display.clear': () => undefined };

/** Code, standard output, standard error. */
const cases: Readonly<Record<string, readonly [code: string, out: string, err?: string]>> = {
  'values as print shows them': [
    'Console.log(1.0, 2.5, "t\\xff", nil, true, {}, print) print(1.0, 2.5, "t\\xff", nil, true, {}, print)',
    '1\t2.5\tt\xff\tnil\ttrue\ttable\tfunction\n'.repeat(2),
  ],
  '__tostring and __name': [
    'Console.info(setmetatable({}, {__tostring = function() return "T" end})) Console.log((tostring(io.stdout):gsub("%(.*", "")))',
    'T\nfile \n',
  ],
  'levels with their prefix': [
    'Console.debug("a") Console.trace("b") Console.warn("c", 1) Console.error("d") Console.info("e")',
    'e\n',
    '[debug] a\n[trace] b\n[warn] c\t1\n[error] d\n',
  ],
  'the level keeps back what is less urgent': [
    'Console.setLevel("warn") Console.log("no") Console.debug("no") Console.warn("yes") print(Console.getLevel())',
    'warn\n',
    '[warn] yes\n',
  ],
  none: ['Console.setLevel("none") Console.error("no")', ''],
  'groups indent all lines': [
    'Console.group("g", 1) Console.log("a\\nb") Console.group() Console.warn("c") Console.groupEnd() Console.groupEnd() Console.groupEnd() Console.log("d")',
    'g\t1\n  a\n  b\nd\n',
    '    [warn] c\n',
  ],
  counts: [
    'Console.count() Console.count("x") Console.count() Console.countReset() Console.count()',
    'default: 1\nx: 1\ndefault: 2\ndefault: 1\n',
  ],
  'timers that are not there': ['Console.timeEnd("x")', '', "[warn] there is no timer 'x'\n"],
  'a timer that runs': ['Console.time() Console.time()', '', "[warn] the timer 'default' runs already\n"],
  assertions: [
    'Console.assert(1, "no") Console.assert(false, "yes", 2) Console.assert(nil)',
    '',
    '[error] Assertion failed: yes\t2\n[error] Assertion failed\n',
  ],
  'a table of rows': [
    'Console.table({{name = "a", n = 1}, {name = "bb", n = 20}})',
    ' n  name\n--  ----\n 1  a\n20  bb\n',
  ],
  'columns of rows': ['Console.table({{name = "a", n = 1}}, {"name"})', 'name\n----\na\n'],
  'any other table': [
    'Console.table({10, 2.0, x = "é"})',
    'key  value\n---  -----\n1    10\n2    2\nx    é\n',
  ],
}; // prettier-ignore

for (const [name, [code, out, err = '']] of Object.entries(cases)) {
  test(`Console: ${name}`, () => {
    using session = new LuaSession({ methods: METHODS });
    const result = session.run(code);
    assert.equal(result.error, undefined);
    const latin1 = out.includes('é') ? Buffer.from(out).toString('latin1') : out;
    assert.deepEqual([result.out, result.err], [latin1, err]);
  });
}

test('timers count the milliseconds of the clock, over runs', () => {
  using session = new LuaSession();
  session.run('Console.time("t")');
  const { out } = session.run('Console.timeLog("t", "more") Console.timeEnd("t") Console.timeEnd("t")');
  assert.match(out, /^t: \d+\.\d\d ms\tmore\nt: \d+\.\d\d ms\n$/);
});

test('lines are kept, also those that the level keeps back, until they are cleared; a group ends with its run', () => {
  using session = new LuaSession({ methods: METHODS });
  session.run('Console.setLevel("error") Console.group("g") Console.debug("a", 1.0)');
  assert.deepEqual(session.kept, ['info g', 'debug a\t1']);
  assert.equal(session.run('Console.error("b")').err, '[error] b\n');
  session.run('Console.clear()');
  assert.deepEqual(session.kept, []);
});

test('an unknown level is an error that names the argument', () => {
  using session = new LuaSession();
  assert.match(
    session.run('Console.setLevel("loud")').error ?? '',
    /bad argument #1 to 'setLevel' \(invalid option 'loud'\)/,
  );
});
