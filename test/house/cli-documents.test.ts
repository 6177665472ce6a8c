import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkLine } from '../../src/cli/check-line.js';
import { EXIT, EXIT_MEANINGS } from '../../src/cli/exit-codes.js';
import { COMMAND_HELP, optionUsage } from '../../src/cli/help.js';
import { KERNEL_HELP } from '../../src/cli/kernel/help.js';
import { OPTIONS, OUTPUT_FORMATS } from '../../src/cli/options.js';
import { parseArgs } from '../../src/cli/parse-args.js';
import { placesOf } from '../../src/cli/places.js';
import { LOG_LEVELS } from '../../src/base/log.js';
import { markdownFiles, readText } from './documents.js';

const reference = readText('docs/reference/cli.md');

/** Cells of the table below a heading, without its header. */
function tableBelow(heading: string): string[][] {
  const part = reference.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = part.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

describe('the command line reference', () => {
  test('lists every option as it is written, and where it goes', () => {
    const expected = OPTIONS.map((option) => [`\`${optionUsage(option)}\``, placesOf(option).join(', ')]);
    assert.deepEqual(
      tableBelow('Options').map(([usage, , scope]) => [usage, scope]),
      expected,
    );
  });

  test('lists every exit code', () => {
    assert.deepEqual(
      tableBelow('Exit codes'),
      EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]),
    );
    assert.deepEqual(
      Object.values(EXIT).sort((a, b) => a - b),
      EXIT_MEANINGS.map(([code]) => code).sort((a, b) => a - b),
    );
  });

  test('shows every command, format and level', () => {
    for (const { usage } of [...Object.values(COMMAND_HELP), ...Object.values(KERNEL_HELP)]) {
      const command = usage.replace(' [--output FORMAT]', '').replaceAll('|', '\\|');
      assert.ok(reference.includes(`| \`${command}\` |`), command);
    }
    for (const word of [...OUTPUT_FORMATS, 'off', ...LOG_LEVELS]) assert.ok(reference.includes(`\`${word}\``), word);
  });
});

test('options in examples of the documents exist', () => {
  const unknown = markdownFiles().flatMap((file) =>
    [
      ...readText(file).matchAll(
        /^(?:\$ )?(?:[^\n`]*\| )?llmspell ((?:run|exec|debug|debug-attach|version|kernel) [^\n]*)$/gm,
      ),
    ].flatMap(([, line = '']) => {
      const words = line.replace(/\s+[#<>|].*$/, '').replace(/'[^']*'|"[^"]*"/g, 'quoted');
      try {
        checkLine(parseArgs(words.split(/\s+/)));
        return [];
      } catch (error) {
        return [`${file}: ${line}: ${(error as Error).message}`];
      }
    }),
  );
  assert.deepEqual(unknown, []);
});
