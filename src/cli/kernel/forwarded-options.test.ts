import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArgs } from '../parse-args.js';
import { forwardedOptions } from './forwarded-options.js';

const forwarded = (...argv: string[]): string[] =>
  forwardedOptions(parseArgs(['kernel', 'start', ...argv]).options, ({ long }) => long !== 'daemon', '/here');

test('options are written again, each as often as it was given', () => {
  assert.deepEqual(forwarded('--deny-all', '--allow-env=A', '--allow-env=B', '--daemon', '--id', 'x'), [
    '--allow-env=A',
    '--allow-env=B',
    '--deny-all',
    '--id=x',
  ]);
});

test('paths become absolute, in lists too', () => {
  assert.deepEqual(forwarded('-c', 'a.toml', '--state-dir=/s', '--allow-read=b, ../c,/d,e,,f', '--allow-write'), [
    '--allow-read=/here/b,/c,/d,/here/e,,f',
    '--allow-write',
    '--state-dir=/s',
    '--config=/here/a.toml',
  ]);
});

test('programs of the PATH stay, others become absolute', () => {
  assert.deepEqual(forwarded('--allow-run=git,./tool'), ['--allow-run=git,/here/tool']);
});
