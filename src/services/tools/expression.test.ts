import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Scalar } from './expression-functions.js';
import { ExpressionError, evaluateExpression, parseExpression } from './expression.js';

const evaluate = async (text: string, variables: Readonly<Record<string, Scalar>> = {}): Promise<Scalar> =>
  evaluateExpression(await parseExpression(text), new Map(Object.entries(variables)));

const CASES: readonly (readonly [string, Scalar])[] = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['7 - 2 - 1', 4],
  ['2 ^ 3 ^ 2', 512],
  ['2 ** 10', 1024],
  ['-2 ^ 2', -4],
  ['(-2) ^ 2', 4],
  ['2 ^ -1', 0.5],
  ['-2 ^ -2 ^ 2', -(2 ** -4)],
  ['- -3', 3],
  ['2 * -3', -6],
  ['10 % 4', 2],
  ['1/0', Infinity],
  ['1e3 + .5', 1000.5],
  ['sqrt(16) + abs(-3)', 7],
  ['max(1, 5, 3) - min(2, 0)', 5],
  ['round(2.5) + round(-2.5)', 0],
  ['log(8, 2)', 3],
  ['ln(e)', 1],
  ['log10(1000)', 3],
  ['cos(pi)', -1],
  ['1 < 2 and 2 >= 2', true],
  ['1 == 2 or not (3 != 3)', true],
  ['true && !false', true],
  ['3 > 2 ? 10 : 20', 10],
  ['not true', false],
];

for (const [text, expected] of CASES) {
  test(`${text} is ${String(expected)}`, async () => {
    const actual = await evaluate(text);
    if (typeof expected === 'number' && typeof actual === 'number' && Number.isFinite(expected)) {
      assert.ok(Math.abs(actual - expected) < 1e-9, `got ${actual}`);
    } else {
      assert.equal(actual, expected);
    }
  });
}

test('variables go before constants', async () => {
  assert.equal(await evaluate('x * e', { x: 2, e: 3 }), 6);
});

test('and, or and ?: evaluate only what they need', async () => {
  assert.equal(await evaluate('false and nosuch'), false);
  assert.equal(await evaluate('true or nosuch'), true);
  assert.equal(await evaluate('true ? 1 : nosuch'), 1);
});

const FAULTS: readonly (readonly [string, RegExp])[] = [
  ['', /empty/],
  ['1 +', /after \+/],
  ['(1', /Unclosed/],
  ['1 2', /operator is missing/],
  ['sqrtt(4)', /unknown function 'sqrtt' \(did you mean 'sqrt'\?\)/],
  ['sqrt(1, 2)', /takes 1 arguments, got 2/],
  ['max()', /takes 1 or more/],
  ['speed * 2', /unknown variable 'speed'/],
  ['"a" + 1', /text/],
  ['true + 1', /needs a number/],
  ['1 and true', /needs true or false/],
  ['a.b', /cannot be used/],
  ['[1,2]', /cannot be used/],
  ['constructor', /unknown variable/],
  ['toString()', /unknown function/],
  ['x = 1', /./],
  ['1; 2', /./],
  ['this', /cannot be used/],
  ['('.repeat(101) + '1' + ')'.repeat(101), /nested too deeply/],
  ['1+'.repeat(3000) + '1', /longer than/],
];

for (const [text, message] of FAULTS) {
  test(`fault: ${text.slice(0, 30)}`, async () => {
    await assert.rejects(evaluate(text), (error: unknown) => {
      assert.ok(error instanceof ExpressionError, String(error));
      assert.match(error.message, message);
      return true;
    });
  });
}

test('long chains within the limit evaluate', async () => {
  assert.equal(await evaluate('1+'.repeat(2000) + '1'), 2001);
  assert.equal(await evaluate('-'.repeat(1000) + '1'), 1);
});

test('property: any text gives a value or an ExpressionError', async () => {
  const tokens = fc.constantFrom(
    '1',
    '2.5',
    '+',
    '-',
    '^',
    '(',
    ')',
    'x',
    'sqrt',
    ',',
    ' ',
    'and',
    'not',
    '!',
    '?',
    ':',
    '.',
    '[',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(tokens, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (input) => {
      try {
        assert.ok(['number', 'boolean'].includes(typeof (await evaluate(input, { x: 1 }))));
      } catch (error) {
        assert.ok(error instanceof ExpressionError, `${input}: ${String(error)}`);
      }
    }),
    { numRuns: 1000 },
  );
});
