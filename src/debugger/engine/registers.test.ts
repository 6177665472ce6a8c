import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVm } from '../../../test/support/vm.js';
import { OFFSETS } from '../../vm/lua.js';
import { Protos } from './protos.js';
import { canBeginAt } from './registers.js';

/** Lines of the innermost function of a chunk at whose first instruction code can begin, with the locals that are in scope there. */
function beginnings(text: string): { readonly all: number[]; readonly good: number[] } {
  const vm = createVm();
  const protos = new Protos(vm);
  assert.equal(vm.load(vm.L, text, '=test'), 0);
  let proto = vm.memory.word(vm.api.lua_topointer(vm.L, -1) + OFFSETS.closure.proto);
  for (let inner = protos.nested(proto)[0]; inner !== undefined; inner = protos.nested(proto)[0]) proto = inner;
  const lines = protos.lines(proto);
  const canBegin = (line: number): boolean => {
    const pc = lines.findIndex((each, at) => each === line && at >= protos.entry(proto));
    return canBeginAt(protos.code(proto), pc, protos.localsAt(proto, pc).length);
  };
  const all = protos.activeLines(proto);
  return { all, good: all.filter(canBegin) };
}

const every: Readonly<Record<string, string>> = {
  assignments: 'local a, b = 1, {}\na = b[a] or b.x or b[1]\nb[a], b.x, b[1] = a, 2, -a\nc = a .. b .. 1\nb[#b + 1] = not a\nreturn a',
  'a numeric loop': 'local n = 0\nfor i = 1, 3 do\nlocal j = i * 2\nn = n + j // 2\nif j > 3 then\nbreak\nend\nend\nreturn n',
  'a generic loop': 'local t = {}\nfor k, v in pairs(t) do\nlocal x = k\nt[k] = v .. x\nend\nreturn t, 1',
  'while and repeat': 'local a = 1\nwhile a < 3 and a ~= 7 do\na = a + 1\nend\nrepeat\nlocal b = a\na = a - 1\nuntil b <= 1 or not a\nreturn a',
  varargs: 'local a, b = ...\na = {...}\nprint(..., (...))\nb = select("#", ...)\nreturn ...',
  'calls and methods': 'local s = "x"\ns = s:upper():lower()\nprint(s:len(), tostring(s))\nreturn s:rep(2)',
  closures: 'local a = 1\nlocal f = print\ndo\nlocal b <close> = nil\na = b\nend\ngoto done\na = 2\n::done::\nreturn f(a)',
  comparisons: 'local a, b = 1, 2\na = a < b\nb = a == "x" or b >= 2 and a <= b\na = (a ~= b) == (b == nil)\nreturn not a',
}; // prettier-ignore
for (const [name, text] of Object.entries(every)) {
  test(`every line can be begun at: ${name}`, () => {
    const { all, good } = beginnings(text);
    assert.deepEqual(good, all);
  });
}

const some: Readonly<Record<string, readonly [string, readonly number[]]>> = {
  'the arguments of a call': ['local a\nprint(\na,\na\n)\nreturn', [1, 2, 6]],
  'the fields of a table': ['local a\na = {\nx = 1,\n2,\n}\nreturn', [1, 2, 6]],
  'an operand': ['local a\na = a .. "1" ..\n(a or\n"2") .. "3"\nreturn', [1, 2, 5]],
  'results that nobody has asked for': ['print(\nprint())\nreturn', [1, 3]],
  'a method': ['local a\na:b(\na):c(\na)\nreturn', [1, 2, 5]],
};
for (const [name, [text, lines]] of Object.entries(some)) {
  test(`what goes on with something begun: ${name}`, () => {
    assert.deepEqual(beginnings(text).good, lines);
  });
}
