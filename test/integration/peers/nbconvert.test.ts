// The notebook of the documents, executed by `jupyter nbconvert`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { jupyterHome, runProgram } from '../../support/jupyter.js';
import { peer } from '../../support/peer.js';
import { repoRoot } from '../../support/repo-root.js';

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

interface Output {
  readonly output_type: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly kernelspec?: { readonly name: string }; readonly language_info?: { name: string } };
}

const jupyter = peer('jupyter');
const nbconvert = peer('jupyter-nbconvert');
const notebook = join(repoRoot, 'examples/first-notebook.ipynb');

const read = (path: string): Notebook => JSON.parse(readFileSync(path, 'utf8')) as Notebook;
const textOf = (lines: string | readonly string[] = ''): string => (typeof lines === 'string' ? lines : lines.join(''));
const codeCells = ({ cells }: Notebook): readonly Cell[] => cells.filter(({ cell_type }) => cell_type === 'code');

test('the notebook of the examples is kept without outputs', () => {
  const cells = codeCells(read(notebook));
  assert.ok(cells.length > 0);
  for (const { outputs, execution_count } of cells)
    assert.deepEqual({ outputs, execution_count }, { outputs: [], execution_count: null });
});

describe('jupyter nbconvert --execute', { skip: jupyter.skip || nbconvert.skip }, () => {
  test('executes the notebook of the examples', async () => {
    const { env, folder } = await jupyterHome();
    const target = ['--to', 'notebook', '--output-dir', folder.path, '--output', 'done'];
    await runProgram(jupyter.path, ['nbconvert', '--execute', ...target, notebook], env);
    const done = read(join(folder.path, 'done.ipynb'));
    assert.equal(done.metadata.kernelspec?.name, 'llmspell');
    assert.equal(done.metadata.language_info?.name, 'lua');
    const cells = codeCells(done);
    assert.deepEqual(
      cells.map(({ execution_count }) => execution_count),
      cells.map((_cell, index) => index + 1),
    );
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    const kinds = new Set(outputs.map(({ output_type }) => output_type));
    for (const kind of ['stream', 'execute_result', 'display_data']) assert.ok(kinds.has(kind), kind);
    assert.ok(!kinds.has('error'));
    const shown = outputs.flatMap(({ data = {} }) => Object.keys(data));
    for (const mime of ['text/plain', 'text/markdown', 'application/json']) assert.ok(shown.includes(mime), mime);
    assert.match(outputs.map(({ text }) => textOf(text)).join(''), /offline|Lua/i);
  });
});
