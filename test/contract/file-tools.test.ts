// Tools that search, convert and watch files, behind the permissions; and graphs.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import { tempFolder } from '../support/temp-folder.js';

const outside = tempFolder().path;
const home = tempFolder().path;
writeFileSync(join(outside, 'secret.txt'), 'needle outside');
mkdirSync(join(home, 'sub/skip'), { recursive: true });
writeFileSync(join(home, 'a.txt'), 'one\nA Needle here\nthree\n');
writeFileSync(join(home, 'sub/b.lua'), 'needle needle\n');
writeFileSync(join(home, 'sub/skip/c.txt'), 'needle\n');
writeFileSync(join(home, 'bytes.bin'), new Uint8Array([0, 110]));
symlinkSync(outside, join(home, 'link'));

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const policy = createPolicy({ ...NO_PERMISSIONS, read: [home], write: [home] }, home);
const context = { policy, signal: new AbortController().signal };
const run = (tool: string, parameters: ValueObject, signal = context.signal): Promise<ValueObject> =>
  registry.execute(tool, parameters, { policy, signal });
const result = async (tool: string, parameters: ValueObject): Promise<ValueObject> =>
  (await run(tool, parameters))['result'] as ValueObject;

describe('file-search', () => {
  const places = async (parameters: ValueObject): Promise<string[]> => {
    const { matches } = await result('file-search', { path: '.', ...parameters });
    return (matches as ValueObject[]).map(
      (match) =>
        `${match['file_path'] as string}:${match['line_number'] as number}:${match['column_number'] as number}`,
    );
  };

  test('finds lines with what is around them', async () => {
    const answer = await run('file-search', { pattern: 'Needle', path: 'a.txt', context_lines: 2 });
    assert.equal(answer['text'], 'Found 1 match in 1 file');
    assert.deepEqual((answer['result'] as ValueObject)['matches'], [
      {
        file_path: 'a.txt',
        line_number: 2,
        column_number: 3,
        line_content: 'A Needle here',
        matched_text: 'Needle',
        context_before: ['one'],
        context_after: ['three'],
      },
    ]);
  });

  test('keeps to its options, follows no link and skips what is no text', async () => {
    const all = { pattern: 'needle', recursive: true, case_sensitive: false };
    assert.deepEqual(await places(all), ['a.txt:2:3', 'sub/b.lua:1:1', 'sub/b.lua:1:8', 'sub/skip/c.txt:1:1']);
    assert.deepEqual(await places({ pattern: 'needle' }), []);
    assert.deepEqual(await places({ ...all, exclude_dirs: ['skip'], include_extensions: ['.txt'] }), ['a.txt:2:3']);
    assert.deepEqual(await places({ ...all, exclude_extensions: ['txt'], max_matches_per_file: 1 }), ['sub/b.lua:1:1']);
    assert.deepEqual(await places({ ...all, use_regex: true, pattern: '^n.*?d' }), [
      'sub/b.lua:1:1',
      'sub/skip/c.txt:1:1',
    ]);
    const { skipped_files: skipped } = await result('file-search', { ...all, path: '.' });
    assert.deepEqual(skipped, ['bytes.bin']);
  });

  test('refuses other places and patterns that are none, and ends one that takes too long', async () => {
    await assert.rejects(places({ pattern: 'x', path: 'link' }), { code: 'PERMISSION_READ' });
    await assert.rejects(places({ pattern: 'x', path: 'nowhere' }), { code: 'FILE_NOT_FOUND' });
    await assert.rejects(places({ pattern: '(', use_regex: true }), { code: 'TOOL_PARAMETER' });
    await assert.rejects(places({ pattern: '' }), { code: 'TOOL_PARAMETER' });
    writeFileSync(join(home, 'long.log'), 'x'.repeat(60));
    await assert.rejects(places({ pattern: '(x+x+)+y', use_regex: true, path: 'long.log', timeout_ms: 100 }), {
      code: 'TOOL_TIMEOUT',
    });
  });
});

describe('file-converter', () => {
  const convert = async (content: string | Uint8Array, parameters: ValueObject): Promise<Buffer> => {
    writeFileSync(join(home, 'in.md'), content);
    await run('file-converter', { path: 'in.md', target_path: 'out.md', ...parameters });
    return readFileSync(join(home, 'out.md'));
  };

  test('converts encodings, line ends and indentation', async () => {
    const windows = await convert('€ä', { operation: 'encoding', to_encoding: 'windows-1252' });
    assert.deepEqual([...windows], [0x80, 0xe4]);
    const back = await convert(windows, {
      operation: 'encoding',
      from_encoding: 'windows-1252',
      to_encoding: 'utf-16be',
    });
    assert.equal(back.swap16().toString('utf16le'), '€ä');
    assert.equal(
      String(await convert('a\r\nb\rc\n', { operation: 'line_endings', line_ending: 'crlf' })),
      'a\r\nb\r\nc\r\n',
    );
    assert.equal(String(await convert('\ta\n  \tb', { operation: 'indentation' })), '    a\n    b');
    assert.equal(String(await convert('     a', { operation: 'indentation', convert_to_spaces: false })), '\t a');
    writeFileSync(join(home, 'same.md'), 'a\r\n');
    assert.deepEqual(await result('file-converter', { operation: 'line_endings', path: 'same.md' }), {
      ...{ input_path: 'same.md', output_path: 'same.md', operation: 'line_endings', size: 2 },
    });
  });

  test('refuses what would be lost, and other places', async () => {
    await assert.rejects(convert('€', { operation: 'encoding', to_encoding: 'iso-8859-1' }), {
      message: /'to_encoding': iso-8859-1 has no '€'$/,
    });
    await assert.rejects(convert(new Uint8Array([255]), { operation: 'encoding' }), {
      message: /the file is not utf-8$/,
    });
    await assert.rejects(convert('a', { operation: 'encoding', target_path: 'link/x' }), { code: 'PERMISSION_WRITE' });
    await assert.rejects(
      run('file-converter', { operation: 'encoding', path: 'link/secret.txt', target_path: 'out.md' }),
      {
        code: 'PERMISSION_READ',
      },
    );
  });
});

describe('file-watcher', () => {
  test('tells changes in the order in which they come, as the script spells the paths', async () => {
    mkdirSync(join(home, 'watched'));
    const names = ['a.log', 'b.txt'];
    // Written again and again, as watching begins some time after the call.
    const writer = setInterval(() => names.forEach((name) => writeFileSync(join(home, 'watched', name), 'x')), 20);
    const watch = { operation: 'watch', input: ['watched'], pattern: '*.txt', max_events: 1, timeout_ms: 60_000 };
    try {
      const { events, event_count: count } = await result('file-watcher', watch);
      assert.equal(count, 1);
      assert.equal((events as ValueObject[])[0]?.['path'], 'watched/b.txt');
    } finally {
      clearInterval(writer);
    }
  });

  test('ends at its time-out with what there was, and with the script', async () => {
    // Not even the link that is there.
    const quiet = await result('file-watcher', { operation: 'watch', input: ['.'], timeout_ms: 300 });
    assert.deepEqual(quiet, { events: [], event_count: 0 });
    const controller = new AbortController();
    const watching = run('file-watcher', { operation: 'watch', input: ['sub'] }, controller.signal);
    controller.abort(new Error('interrupted'));
    await assert.rejects(watching, { message: 'interrupted' });
    await assert.rejects(run('file-watcher', { operation: 'watch', input: ['link'] }), { code: 'PERMISSION_READ' });
    await assert.rejects(run('file-watcher', { operation: 'watch' }), {
      message: /Missing required parameter 'input'$/,
    });
  });
});

describe('graph-builder', () => {
  const graph = async (operation: string, parameters: ValueObject = {}): Promise<ValueObject> =>
    (await result('graph-builder', { operation, ...parameters }))['result'] as ValueObject;

  test('builds and analyzes', async () => {
    let built = await graph('create_graph');
    for (const id of ['a', 'b', 'c']) built = await graph('add_node', { graph: built, node_id: id });
    built = await graph('add_edge', { graph: JSON.stringify(built), from: 'a', to: 'b', weight: 2 });
    assert.deepEqual(built, {
      graph_type: 'directed',
      nodes: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      edges: [{ from: 'a', to: 'b', weight: 2 }],
      metadata: {},
    });
    const analysis = await graph('analyze', { graph: built });
    assert.deepEqual(
      [analysis['component_count'], analysis['isolated_nodes'], analysis['has_cycles']],
      [2, ['c'], false],
    );
    assert.deepEqual(analysis['topological_order'], ['a', 'c', 'b']);
    const circle = await graph('add_edge', { graph: built, from: 'b', to: 'a' });
    assert.equal((await graph('analyze', { graph: circle }))['has_cycles'], true);
    const { json } = await graph('export_json', { graph: built });
    assert.deepEqual(await graph('import_json', { input: json }), built);
  });

  test('refuses what does not fit together', async () => {
    const one = await graph('add_node', { graph: { nodes: {} }, node_id: 'a' });
    await assert.rejects(graph('add_node', { graph: one, node_id: 'a' }), { message: /there is a node 'a'$/ });
    await assert.rejects(graph('add_edge', { graph: one, from: 'a', to: 'b' }), { message: /there is no node 'b'$/ });
    await assert.rejects(graph('analyze', { graph: '{' }), { code: 'TOOL_PARAMETER' });
    await assert.rejects(graph('analyze', { graph: { nodes: ['x'] } }), { message: /a node has no id$/ });
  });
});
