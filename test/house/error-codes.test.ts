// docs/reference/errors.md and the code list the same codes.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { REPORT_CODES } from '../../src/diagnostics/codes.js';
import { reportCodeOf } from '../../src/diagnostics/rules/host.js';
import { repoRoot } from '../support/repo-root.js';
import { readText } from './documents.js';

const document = readText('docs/reference/errors.md');

/** `### CODE` with what stands below it. */
const sections = new Map(
  document
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.split(/^## /m)[0]!]),
);

/** Rows of the table of host codes: code and report code. */
const hostCodes = new Map(
  [...document.matchAll(/^\| `([A-Z_]+)` \| .+ \| (\S+) \|$/gm)].map((match) => [match[1]!, match[2]!]),
);

function sources(folder: string): string[] {
  return readdirSync(join(repoRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(repoRoot, folder, name), 'utf8'));
}

/** Codes that the source raises: what is given to SpellError, and what looks like it. */
function raisedCodes(): Set<string> {
  const prefixed = /'((?:AGENT|CONFIG|ENGINE|FILE|MODEL|PERMISSION|PROCESS|PROVIDER|SCRIPT|STATE|TOOL)_[A-Z_]+)'/g;
  const given = /new SpellError\(\s*'([A-Z_]+)'/g;
  const codes = sources('src').flatMap((text) => [...text.matchAll(prefixed), ...text.matchAll(given)]);
  return new Set(codes.map((match) => match[1]!));
}

describe('docs/reference/errors.md', () => {
  test('explains every code of a report, under its title', () => {
    assert.deepEqual([...sections.keys()].sort(), Object.keys(REPORT_CODES).sort());
    for (const [code, title] of Object.entries(REPORT_CODES)) {
      assert.ok(sections.get(code)!.includes(`\n**${title}.** `), `${code} should begin with **${title}.**`);
    }
  });

  test('says how to fix each, and shows an example of each error of Lua', () => {
    for (const [code, section] of sections) {
      assert.match(section, /^Fix: /m, code);
      if (code.startsWith('LUA')) assert.match(section, /^```lua$/m, code);
    }
  });

  test('lists every code that the host raises, and the report that it becomes', () => {
    const undocumented = [...raisedCodes()].filter((code) => !hostCodes.has(code));
    assert.deepEqual(undocumented, []);
    for (const [code, reportCode] of hostCodes) {
      if (reportCode.startsWith('LLM')) assert.equal(reportCodeOf(code), reportCode, code);
    }
  });

  test('has no code that nothing makes', () => {
    const rules = sources('src/diagnostics/rules').join('\n');
    assert.deepEqual(
      Object.keys(REPORT_CODES).filter((code) => !rules.includes(`'${code}'`)),
      [],
    );
  });
});
