import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LuaSession } from '../../test/support/lua-session.js';

const cases: Readonly<Record<string, readonly [code: string, text: string]>> = {
  scalars: ['Inspect.value("a\\n") .. Inspect.value(1.0) .. Inspect.value(nil) .. Inspect.value(true)', '"a\\n"1.0niltrue'],
  'a tree': ['Inspect.value({1, "two", n = {x = {}}})', '{1, "two", n = {x = {}}}'],
  'a cycle': ['(function() local t = {} t.self = t return Inspect.value(t) end)()', '{self = <cycle>}'],
  depth: ['Inspect.value({a = {b = {c = 1}}}, {depth = 2})', '{a = {b = {...}}}'],
  'no depth': ['Inspect.value({1}, {depth = 0})', '{...}'],
  maxItems: ['Inspect.value({1, 2, 3, 4}, {maxItems = 2, indent = 0})', '{1, 2, ... 2 more}'],
  maxLength: ['Inspect.value({"abcdef"}, {maxLength = 3})', '{"abc"... (6 bytes)}'],
  indent: ['Inspect.value({("x"):rep(50), ("y"):rep(50)}, {indent = 4}):match("\\n( +)\\"x")', '    '],
  metatables: ['Inspect.value(setmetatable({1}, {__index = {k = 2}}), {metatables = true})', '{1, <metatable> = {__index = {k = 2}}}'],
  'no code runs': ['Inspect.value(setmetatable({a = 1}, {__tostring = error, __index = error, __len = error, __pairs = error}))', '{a = 1}'],
  'unless it is asked for': ['Inspect.value({setmetatable({}, {__tostring = function() return "T" end})}, {tostring = true})', '{T}'],
}; // prettier-ignore

for (const [name, [code, text]] of Object.entries(cases)) {
  test(`Inspect.value: ${name}`, () => {
    using session = new LuaSession();
    assert.equal(session.output(`print(${code})`), `${text}\n`);
  });
}

test('options that are not there are errors', () => {
  using session = new LuaSession();
  assert.match(session.run('Inspect.value({}, {deep = 1})').error ?? '', /unknown option 'deep'/);
});
