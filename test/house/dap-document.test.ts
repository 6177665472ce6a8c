// docs/reference/dap.md lists every key of a configuration, every request and every event that there is, and no other.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { attachArguments, launchArguments } from '../../src/adapters/dap/arguments.js';
import { dapArguments, dapRefusals } from '../../src/protocol/dap.js';
import { repoRoot } from '../support/repo-root.js';
import { readText } from './documents.js';
import { fieldRows } from './message-fields.js';

const document = readText('docs/reference/dap.md');

/** Cells of the tables below a heading, without their headers; one list for each table. */
function tablesBelow(heading: string): string[][][] {
  const part = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...part.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
}

const named = (names: Iterable<string>): string[] => [...names].map((name) => `\`${name}\``).sort();
const firstCells = (table: readonly (readonly string[])[] = []): string[] => table.map(([cell = '']) => cell).sort();

describe('docs/reference/dap.md', () => {
  test('lists every key of launch and attach with type and default', () => {
    const launch = new Map(fieldRows(launchArguments).map((row) => [row.field, row]));
    const attach = new Map(fieldRows(attachArguments).map((row) => [row.field, row]));
    const expected = [...new Set([...launch.keys(), ...attach.keys()])].map((field) => [
      `\`${field}\``,
      (launch.get(field) ?? attach.get(field))!.type,
      launch.get(field)?.presence ?? '–',
      attach.get(field)?.presence ?? '–',
    ]);
    const rows = tablesBelow('Configuration')[0]!;
    const byName = (a: readonly string[], b: readonly string[]): number => (a[0]! < b[0]! ? -1 : 1);
    assert.deepEqual(rows.map((row) => row.slice(0, 4)).sort(byName), expected.sort(byName));
    assert.ok(rows.every((row) => row[4] !== ''));
  });

  test('lists every request, and those that are refused with their reason', () => {
    const refused = Object.entries(dapRefusals).filter(([name]) => name !== 'launch' && name !== 'restart');
    const [served, others] = tablesBelow('Requests');
    assert.deepEqual(firstCells(served), named([...Object.keys(dapArguments), 'launch', 'restart']));
    assert.deepEqual(
      others,
      refused.map(([name, why]) => [`\`${name}\``, why]),
    );
  });

  test('lists every event that the transcripts of the debugger have', () => {
    const folder = join(repoRoot, 'test/golden/debugger');
    const texts = readdirSync(folder)
      .filter((file) => file.endsWith('.expected.txt'))
      .map((file) => readText(`test/golden/debugger/${file}`));
    const seen = new Set(texts.flatMap((text) => [...text.matchAll(/^\* (\w+)/gm)].map(([, event = '']) => event)));
    assert.deepEqual(firstCells(tablesBelow('Events')[0]), named(seen));
  });
});
