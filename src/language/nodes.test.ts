import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsOnLine, nodesOnLine, plainString, statementsOnLine, withoutParentheses } from './nodes.js';
import { parseLua } from './parse.js';

test('calls on a line, with callee, receiver and arguments', async () => {
  const tree = await parseLua('local x = 1\nprint(a.b:c(1, "s"), f{}) \n');
  const calls = callsOnLine(tree, 2);
  assert.deepEqual(
    calls.map(({ calleeText, name, isMethod, receiver, args }) => [
      calleeText,
      name?.text,
      isMethod,
      receiver?.text,
      args.map((argument) => argument.text),
    ]),
    [
      ['print', 'print', false, undefined, ['a.b:c(1, "s")', 'f{}']],
      ['a.b:c', 'c', true, 'a.b', ['1', '"s"']],
      ['f', 'f', false, undefined, ['{}']],
    ],
  );
  assert.equal(calls[0]!.isOpenEnded, true);
  assert.equal(calls[1]!.isOpenEnded, false);
  assert.deepEqual(callsOnLine(tree, 1), []);
});

test('a call over several lines is on each of them', async () => {
  const tree = await parseLua('run(\n  1,\n  2\n)');
  assert.equal(callsOnLine(tree, 3)[0]?.calleeText, 'run');
});

test('statements of a line, or the one around it', async () => {
  const tree = await parseLua('local a = 1; b = 2\nif a then\n  f(\n    1)\nend');
  assert.deepEqual(
    statementsOnLine(tree, 1).map((node) => node.type),
    ['variable_declaration', 'empty_statement', 'assignment_statement'],
  );
  assert.deepEqual(
    statementsOnLine(tree, 4).map((node) => node.type),
    ['function_call'],
  );
});

test('nodes by type, strings and parentheses', async () => {
  const tree = await parseLua(String.raw`x = ((a))["key"] .. "\n"`);
  const [index] = nodesOnLine(tree, 1, ['bracket_index_expression']);
  assert.equal(withoutParentheses(index!.childForFieldName('table')!).text, 'a');
  assert.equal(plainString(index!.childForFieldName('field')!), 'key');
  const strings = nodesOnLine(tree, 1, ['string']);
  assert.equal(plainString(strings[1]!), undefined);
});
