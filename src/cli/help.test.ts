import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT_MEANINGS } from './exit-codes.js';
import { optionUsage, renderHelp } from './help.js';
import { KERNEL_COMMANDS } from './kernel/option-table.js';
import { OPTIONS } from './options.js';
import { COMMANDS } from './parse-args.js';
import { placesOf } from './places.js';

const kernelPages = KERNEL_COMMANDS.map((command) => `kernel ${command}` as const);
const pages = [undefined, ...COMMANDS, ...kernelPages];
const page = (command: (typeof pages)[number], width = 80): string => renderHelp(command, { width, hasColor: false });

describe('help', () => {
  test('on a command lists the options that go with it and no others', () => {
    for (const command of [...COMMANDS, ...kernelPages]) {
      const text = page(command);
      for (const option of OPTIONS) {
        // A name may have a meaning of its own with some commands.
        const same = OPTIONS.filter((other) => optionUsage(other) === optionUsage(option));
        const isFitting = same.some((each) => placesOf(each).some((place) => place === 'all' || place === command));
        const isListed = text.split('\n').some((line) => `${line}  `.startsWith(`  ${optionUsage(option)}  `));
        assert.equal(isListed, isFitting, `${command} ${option.long}`);
      }
    }
  });

  test('on running scripts lists every exit code', () => {
    const text = page('run');
    for (const [code] of EXIT_MEANINGS) assert.match(text, new RegExp(`^ {2}${code} `, 'm'));
  });

  test('at the start lists every command', () => {
    for (const command of COMMANDS) assert.match(page(undefined), new RegExp(`^ {2}${command} `, 'm'));
    for (const command of KERNEL_COMMANDS) assert.match(page('kernel'), new RegExp(`^ {2}${command} `, 'm'));
  });

  test('teaches by example', () => {
    for (const command of pages) assert.match(page(command), /^Examples:\n {2}\S/m);
  });

  test('keeps to the width', () => {
    for (const command of pages) {
      for (const width of [60, 80, 100]) {
        const long = page(command, width)
          .split('\n')
          .filter((line) => line.length > width && !/^ {2}\S*(llmspell|eval|echo|systemctl) /.test(line));
        assert.deepEqual(long, [], `${command ?? 'start'} at ${width}`);
      }
    }
  });

  test('has colours only where wanted', () => {
    assert.ok(!page('run').includes('\u001b['));
    assert.ok(renderHelp('run', { width: 80, hasColor: true }).includes('\u001b[1mUsage:'));
  });
});
