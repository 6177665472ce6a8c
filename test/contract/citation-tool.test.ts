// The tool `citation-formatter`: bibliographies of both forms in every style, and what is said of faulty ones.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import type { ValueObject } from '../../src/services/value-kinds.js';

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const context = { policy: createPolicy(NO_PERMISSIONS, '/'), signal: new AbortController().signal };
const run = (parameters: ValueObject): Promise<ValueObject> =>
  registry.execute('citation-formatter', parameters, context);
const resultOf = async (parameters: ValueObject): Promise<ValueObject> =>
  ((await run(parameters))['result'] as ValueObject)['result'] as ValueObject;

const BIBTEX = String.raw`
@string{cacm = "Communications of the ACM"}
@comment{not an entry}
@article{dijkstra68,
  author = {Dijkstra, Edsger W.}, title = {Go To Statement Considered Harmful},
  journal = cacm, year = 1968, volume = 11, number = {3}, pages = {147--148}, doi = {10.1145/362929.362947},
}
@book(knuth, author = "Donald E. Knuth", title = "The {A}rt of " # {Computer Programming},
  publisher = {Addison-Wesley}, address = {Reading}, edition = 3, year = 1997)
@incollection{goedel, author = {G{\"o}del, Kurt and {Vienna Circle} and Ludwig van Beethoven},
  title = {Fran\c{c}ais \& {\ss}}, booktitle = {Collected}, editor = {Ada Lovelace}, publisher = {P}, year = {1931}, pages = 5}
`;

const YAML = `
web:
  type: web
  title: A page
  author: ["Doe, Jane", { name: Roe, given-name: Richard }]
  date: 2020-05-17
  url: { value: https://example.org/a, date: 2021-01-01 }
paper:
  type: article
  title: On things
  author: Ada Lovelace
  date: 1843
  page-range: 1-9
  parent: { type: periodical, title: Memoirs, volume: 3, issue: 2 }
`;

describe('formatting', () => {
  const references = async (style: string, ...keys: string[]): Promise<readonly string[]> => {
    const { citations } = await resultOf({ input: BIBTEX, format: 'bibtex', style, cite_keys: keys });
    return (citations as ValueObject[]).map(
      ({ citation, reference }) => `${citation as string} ${reference as string}`,
    );
  };
  const EXPECTED: Readonly<Record<string, readonly [string, string]>> = {
    apa: [
      '(Dijkstra, 1968) Dijkstra, E. W. (1968). Go To Statement Considered Harmful. *Communications of the ACM*, 11(3), 147–148. https://doi.org/10.1145/362929.362947',
      '(Knuth, 1997) Knuth, D. E. (1997). *The Art of Computer Programming* (3rd ed.). Addison-Wesley.',
    ],
    chicago: [
      '(Dijkstra 1968) Dijkstra, Edsger W. 1968. “Go To Statement Considered Harmful.” *Communications of the ACM* 11 (3): 147–148. https://doi.org/10.1145/362929.362947',
      '(Knuth 1997) Knuth, Donald E. 1997. *The Art of Computer Programming*. 3rd ed. Reading: Addison-Wesley.',
    ],
    harvard: [
      '(Dijkstra, 1968) Dijkstra, E. W. (1968) ‘Go To Statement Considered Harmful’, *Communications of the ACM*, 11(3), pp. 147–148. Available at: https://doi.org/10.1145/362929.362947',
      '(Knuth, 1997) Knuth, D. E. (1997) *The Art of Computer Programming*. 3rd ed. Reading: Addison-Wesley.',
    ],
    ieee: [
      '[1] [1] E. W. Dijkstra, “Go To Statement Considered Harmful,” *Communications of the ACM*, vol. 11, no. 3, pp. 147–148, 1968, doi: 10.1145/362929.362947.',
      '[2] [2] D. E. Knuth, *The Art of Computer Programming*, 3rd ed., Reading: Addison-Wesley, 1997.',
    ],
    mla: [
      '(Dijkstra) Dijkstra, Edsger W. “Go To Statement Considered Harmful.” *Communications of the ACM*, vol. 11, no. 3, 1968, pp. 147–148. https://doi.org/10.1145/362929.362947',
      '(Knuth) Knuth, Donald E. *The Art of Computer Programming*. 3rd ed., Addison-Wesley, 1997.',
    ],
    vancouver: [
      '(1) 1. Dijkstra EW. Go To Statement Considered Harmful. Communications of the ACM. 1968;11(3):147–148. https://doi.org/10.1145/362929.362947',
      '(2) 2. Knuth DE. The Art of Computer Programming. 3rd ed. Reading: Addison-Wesley; 1997.',
    ],
  };
  for (const [style, expected] of Object.entries(EXPECTED)) {
    test(style, async () => assert.deepEqual(await references(style, 'dijkstra68', 'knuth'), expected));
  }

  test('every style that is listed', async () => {
    const answer = await run({ operation: 'list_styles' });
    assert.deepEqual([answer['operation'], answer['success']], ['list_styles', true]);
    const { operation, success, result } = answer['result'] as ValueObject;
    assert.deepEqual([operation, success], ['list_styles', true]);
    const names = ((result as ValueObject)['styles'] as ValueObject[]).map(({ name }) => name);
    assert.deepEqual(names, Object.keys(EXPECTED));
  });

  test('accents, organizations and particles of names', async () => {
    assert.deepEqual(await references('apa', 'goedel'), [
      '(Gödel et al., 1931) Gödel, K., Vienna Circle, & van Beethoven, L. (1931). Français & ß. In A. Lovelace (Ed.), *Collected* (p. 5). P.',
    ]);
  });

  test('YAML, all entries as they stand, with APA where nothing is said', async () => {
    const { style, bibliography } = await resultOf({ input: YAML });
    assert.equal(style, 'apa');
    assert.deepEqual((bibliography as string).split('\n'), [
      'Doe, J., & Roe, R. (2020). *A page*. https://example.org/a',
      'Lovelace, A. (1843). On things. *Memoirs*, 3(2), 1–9.',
    ]);
  });

  test('what cannot be formatted', async () => {
    await assert.rejects(run({ input: YAML, cite_keys: ['papr'] }), /no entry 'papr' \(did you mean 'paper'\?\)/);
    await assert.rejects(run({}), /Missing required parameter 'input'/);
    await assert.rejects(run({ input: ': [' }), { code: 'TOOL_PARAMETER' });
    await assert.rejects(run({ input: '', format: 'bibtex' }), /there is no entry of bibtex in it/);
    await assert.rejects(run({ input: YAML, style: 'aqa' }), /'aqa' is not known \(did you mean 'apa'\?\)/);
  });
});

describe('validation', () => {
  const check = (input: string, format = 'bibtex'): Promise<ValueObject> =>
    resultOf({ operation: 'validate_bibliography', input, format });

  test('of a good one', async () => {
    assert.deepEqual(await check(BIBTEX), {
      ...{ valid: true, entry_count: 3, errors: [], warnings: [], keys: ['dijkstra68', 'knuth', 'goedel'] },
    });
    assert.equal((await check(YAML, 'yaml'))['valid'], true);
  });

  test('tells what is wrong and goes on after it', async () => {
    const found = await check('@article{a, title = {T}\n\n@book{b, title = {B}}\n@book{b, title = "B"}');
    assert.equal(found['valid'], false);
    assert.deepEqual(found['errors'], [
      { key: '', message: "line 1: expected ',' or '}' after 'title'" },
      { key: 'b', message: 'the key is there more than once' },
    ]);
    assert.deepEqual((found['warnings'] as ValueObject[]).slice(0, 2), [
      { key: 'b', message: 'year is missing' },
      { key: 'b', message: 'publisher is missing' },
    ]);
    assert.deepEqual((await check('@book{x, title = {never ends'))['errors'], [
      { key: '', message: 'line 1: a value has no end' },
    ]);
    assert.deepEqual((await check('a: 1', 'yaml'))['errors'], [
      { key: 'a', message: 'the entry is no table of fields' },
    ]);
    assert.deepEqual((await check('- a', 'yaml'))['errors'], [
      { key: '', message: 'it is no table of entries by key' },
    ]);
  });
});
