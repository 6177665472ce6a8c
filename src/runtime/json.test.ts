import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

test('stringify: arrays, objects with sorted keys, numbers of both kinds', () => {
  using session = new LuaSession();
  const cases: [lua: string, json: string][] = [
    ['{ b = 1, a = { 1, 2.0, "x" }, [3] = true }', '{"3":true,"a":[1,2.0,"x"],"b":1}'],
    ['{ 1, nil, 3 }', '[1,null,3]'],
    ['{ 1, 2, key = "dropped" }', '[1,2]'],
    ['{}', '{}'],
    ['nil', 'null'],
    ['{ 0/0, 1/0, -1/0 }', '[null,null,null]'],
    [
      '{ math.maxinteger, math.mininteger, 1e15, 1e300, -0.0, 0.1 }',
      '[9223372036854775807,-9223372036854775808,1000000000000000.0,1e+300,-0.0,0.1]',
    ],
    ['"\\n\\"\\\\\\0\\u{e9}"', String.raw`"\n\"\\\u0000é"`],
    ['{ __proto__ = 1 }', '{"__proto__":1}'],
  ];
  for (const [lua, json] of cases) {
    const { out, error } = session.run(`io.write(JSON.stringify(${lua}))`);
    assert.equal(Buffer.from(out, 'latin1').toString(), json, error ?? lua);
  }
  assert.equal(session.output('print(JSON.encode == JSON.stringify or JSON.encode{1})'), '[1]\n');
});

test('stringify refuses what JSON cannot hold', () => {
  using session = new LuaSession();
  const cases: [lua: string, message: RegExp][] = [
    ['print', /cannot turn a function into JSON/],
    ['{ a = io.stdout }', /cannot turn a userdata into JSON/],
    ['(function() local t = {} t.t = t return t end)()', /contains itself/],
    ['(function() local t = {} for _ = 1, 200 do t = { t } end return t end)()', /deeper than 100/],
    ['"\\xff"', /not UTF-8/],
    ['{ [true] = 1 }', /with a boolean as key/],
    ['', /bad argument #1 to 'stringify' \(value expected\)/],
  ];
  for (const [lua, message] of cases) assert.match(session.run(`JSON.stringify(${lua})`).error ?? '', message, lua);
});

test('a table twice in one value is no cycle', () => {
  using session = new LuaSession();
  assert.equal(session.output('local t = { 1 } print(JSON.stringify{ t, t })'), '[[1],[1]]\n');
});

test('parse: integers stay integers, floats floats, null disappears', () => {
  using session = new LuaSession();
  const out = session.output(String.raw`
    local v = JSON.parse('\t{"a": [1, 2.0, null, 9007199254740993, 1e3, -0, 18446744073709551616],\r\n "n": null, "s": "\\u00e9\\ud83d\\ude00\\/\\n", "e": [], "t": true} ')
    print(math.type(v.a[1]), math.type(v.a[2]), v.a[3], v.a[4], math.type(v.a[5]), 1 / v.a[6], math.type(v.a[7]), v.n, #v.s, next(v.e), v.t)
    print(JSON.parse('null'), JSON.parse('"x"'), JSON.decode('-9223372036854775808') == math.mininteger)
  `);
  assert.equal(out, 'integer\tfloat\tnil\t9007199254740993\tfloat\t-inf\tfloat\tnil\t8\tnil\ttrue\nnil\tx\ttrue\n');
});

test('parse says what was expected and where', () => {
  using session = new LuaSession();
  const cases: [json: string, message: string][] = [
    ['{"a" 1}', "':' was expected, found '1' (line 1 column 6)"],
    ['[1,\n  2', "',' or ']' was expected, the text ends (line 2 column 4)"],
    ['[1,]', "no ']' may follow a comma, found ']' (line 1 column 4)"],
    ['{a: 1}', "a name in double quotes was expected, found 'a' (line 1 column 2)"],
    ['', 'a value was expected, the text ends (line 1 column 1)'],
    ['01', "nothing more was expected, found '1' (line 1 column 2)"],
    ['nul', "a value was expected, found 'n' (line 1 column 1)"],
    ['"a', "the string does not end, or has a character that must be escaped, found '\"' (line 1 column 1)"],
    ['"\\ud800"', "the string has half of a surrogate pair, found '\"' (line 1 column 1)"],
    ['['.repeat(201), `nested deeper than 200, the text ends (line 1 column 202)`],
  ];
  for (const [json, message] of cases) {
    assert.equal(session.run(`JSON.parse([==[${json}]==])`).error, `test:1: JSON parse error: ${message}`, json);
  }
  assert.match(session.run("JSON.parse('\\xff')").error ?? '', /not UTF-8 text/);
});

test('what was parsed is written as it was', () => {
  using session = new LuaSession();
  const json = '{"a":[1,2.0,-3,1e+300,{"b":{}}],"z":"ä"}';
  assert.equal(
    Buffer.from(session.output(`print(JSON.stringify(JSON.parse('${json}')))`), 'latin1').toString(),
    `${json}\n`,
  );
});
