import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repoRoot } from '../../test/support/repo-root.js';
import { functionTypes } from '../../test/support/wasm-types.js';

/** What a TypeScript type of api.ts is at the border of the module; addresses and indices are 32-bit. */
const WASM_KIND: Readonly<Record<string, string>> = { bigint: 'i64', void: '', never: '' };

interface Signature {
  readonly parameters: readonly string[];
  readonly result: string;
}

/** `name(a: A, b: B): R;` of the interface, as the kinds that cross. */
function declaredFunctions(): Map<string, Signature> {
  const source = readFileSync(join(repoRoot, 'src/vm/api.ts'), 'utf8');
  const kind = (type: string): string => WASM_KIND[type] ?? 'number';
  return new Map(
    [...source.matchAll(/^ {2}(\w+)\(([^)]*)\): (\w+);$/gm)].map(([, name, list, result]) => {
      const types = [...(list ?? '').matchAll(/: (\w+)/g)].map((match) => match[1] ?? '');
      return [name ?? '', { parameters: types.map(kind), result: kind(result ?? '') }] as const;
    }),
  );
}

test('the raw API is declared as the module exports it', () => {
  const exported = functionTypes(readFileSync(new URL('./vm.wasm', import.meta.url)));
  const border = (kind: string): string => (kind === 'i64' || kind === '' ? kind : 'number');
  const declared = declaredFunctions();
  assert.ok(declared.size > 90);
  for (const [name, signature] of declared) {
    const type = exported.get(name);
    assert.ok(type, `${name} is not exported`);
    const parameters = type.parameters.map(border);
    // A C function that never returns has a result type all the same, which nobody reads.
    const result = signature.result === '' ? '' : border(type.result);
    assert.deepEqual(signature, { parameters, result }, name);
  }
});
