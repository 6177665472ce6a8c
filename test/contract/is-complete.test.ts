// isComplete against the interpreter's own compiler: what compiles is complete, what fails at the end of the text is incomplete.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isComplete } from '../../src/language/is-complete.js';
import { SourceText } from '../../src/language/positions.js';
import { checkSyntax } from '../../src/language/syntax-check.js';
import { tokenize } from '../../src/language/tokens.js';
import { LUA_OK } from '../../src/vm/lua.js';
import { repoRoot } from '../support/repo-root.js';
import { createVm } from '../support/vm.js';

const folder = join(repoRoot, 'test', 'conformance');
const programs = readdirSync(folder)
  .filter((name) => name.endsWith('.lua'))
  .map((name) => new SourceText(readFileSync(join(folder, name), 'latin1')))
  .map((source) => ({ source, tokens: tokenize(source) }));

const vm = createVm();

/** The message of the compiler; undefined where the text compiles. */
function compile(text: string): string | undefined {
  const top = vm.api.lua_gettop(vm.L);
  const status = vm.load(vm.L, Buffer.from(text, 'latin1'), '=test');
  const message = status === LUA_OK ? undefined : vm.errorText(vm.L);
  vm.api.lua_settop(vm.L, top);
  return message;
}

/** The rule of the `lua` command, for statements the last of which may be an expression. */
function statusByCompiler(text: string): string {
  const { tokens, chunkStatement } = checkSyntax(new SourceText(text));
  const last = tokens[chunkStatement]!.start;
  const messages = [compile(text), compile(`${text.slice(0, last)} return ${text.slice(last)}`)];
  // A label may come later, but that is not a matter of the grammar.
  if (messages.some((message) => message === undefined || message.includes('no visible label'))) return 'complete';
  return messages.some((message) => message!.endsWith('<eof>')) ? 'incomplete' : 'invalid';
}

/** A program of the corpus, cut before one of its tokens. */
const prefixes = fc
  .tuple(fc.constantFrom(...programs), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([{ source, tokens }, share]) => {
    const token = tokens[Math.floor(share * (tokens.length - 1))]!;
    return source.text.slice(0, token.start);
  });

describe('isComplete', () => {
  test('says what the compiler says of programs cut between tokens, and never that they are invalid', () => {
    fc.assert(
      fc.property(prefixes, (text) => {
        const { status } = isComplete(text);
        assert.notEqual(status, 'invalid');
        assert.equal(status, statusByCompiler(text));
      }),
      { numRuns: 400 },
    );
  });

  test('says what the compiler says of the first statements of every program, at every token', () => {
    for (const { source, tokens } of programs) {
      for (const token of tokens.slice(0, 60)) {
        const text = source.text.slice(0, token.start);
        assert.equal(isComplete(text).status, statusByCompiler(text), text);
      }
    }
  });

  test('says what the compiler says of tokens in any order', () => {
    // Without `break` and `...`, which the compiler refuses by rules beyond the grammar.
    const token = fc.constantFrom(
      ...'if then else elseif end while do for in repeat until function local return'.split(' '),
      ...'x y 1 "s" nil not and or + - # = == , ; ( ) { } [ ] . : .. :: [[long]] --[[comment]]'.split(' '),
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 7 }), (tokens) => {
        // Behind a statement: at the very beginning `=` and `#` mean something else.
        const text = `; ${tokens.join(' ')}`;
        assert.equal(isComplete(text).status, statusByCompiler(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('gives the next line of an unfinished program an indentation of blanks', () => {
    fc.assert(
      fc.property(prefixes, (text) => {
        assert.match(isComplete(text).indent, /^[ \t]*$/);
      }),
    );
  });
});
