import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT_MEANINGS } from './exit-codes.js';
import { optionUsage, renderHelp } from './help.js';
import { OPTIONS } from './options.js';
import { COMMANDS } from './parse-args.js';

const pages = [undefined, ...COMMANDS];
const page = (command: (typeof pages)[number], width = 80): string => renderHelp(command, { width, hasColor: false });

describe('help', () => {
  test('on running scripts lists every option and exit code', () => {
    const text = page('run');
    for (const option of OPTIONS) assert.ok(text.includes(`  ${optionUsage(option)}`), option.long);
    for (const [code] of EXIT_MEANINGS) assert.match(text, new RegExp(`^ {2}${code} `, 'm'));
  });

  test('at the start lists every command', () => {
    for (const command of COMMANDS) assert.match(page(undefined), new RegExp(`^ {2}${command} `, 'm'));
  });

  test('teaches by example', () => {
    for (const command of pages) assert.match(page(command), /^Examples:\n {2}\S/m);
  });

  test('keeps to the width', () => {
    for (const command of pages) {
      for (const width of [60, 80, 100]) {
        const long = page(command, width)
          .split('\n')
          .filter((line) => line.length > width && !/^ {2}\S*(llmspell|eval|echo) /.test(line));
        assert.deepEqual(long, [], `${command ?? 'start'} at ${width}`);
      }
    }
  });

  test('has colours only where wanted', () => {
    assert.ok(!page('run').includes('\u001b['));
    assert.ok(renderHelp('run', { width: 80, hasColor: true }).includes('\u001b[1mUsage:'));
  });
});
