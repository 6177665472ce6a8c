import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createVm, createVmMemory, runChunk } from '../../test/support/vm.js';
import { MEMORY_PAGES, OUT_BASE } from '../base/shared-memory.js';
import { VmMemory } from './memory.js';

const vm = createVm();
const { memory } = vm;

describe('bytes and text', () => {
  test('with() gives the bytes of a value, ended by a zero', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()), (value) => {
        const wanted = Buffer.from(value as string);
        const seen = memory.with(value, (ptr, length) => [
          Buffer.from(memory.copy(ptr, length)),
          memory.byte(ptr + length),
        ]);
        assert.deepStrictEqual(seen, [wanted, 0]);
      }),
    );
  });

  test('nested values do not overwrite one another', () => {
    const seen = memory.with('outer', (outer, outerLength) =>
      memory.with('inner, longer', (inner, innerLength) => [
        memory.text(outer, outerLength),
        memory.text(inner, innerLength),
      ]),
    );
    assert.deepEqual(seen, ['outer', 'inner, longer']);
  });

  test('room is given back, also when the use throws', () => {
    const large = 'x'.repeat(100_000);
    const place = memory.with(large, (ptr) => ptr);
    assert.throws(() =>
      memory.with('small', () => {
        throw new Error('no');
      }),
    );
    for (let i = 0; i < 1000; i++) {
      assert.throws(() =>
        memory.with(large, () => {
          throw new Error('no');
        }),
      );
    }
    assert.equal(
      memory.with(large, (ptr) => ptr),
      place,
    );
    const scratch = memory.with('small', (ptr) => ptr);
    assert.ok(scratch < OUT_BASE, 'a small value goes into the scratch room again');
  });

  test('a value that does not fit at all is an error that says so', () => {
    const none = new VmMemory(createVmMemory(), { malloc: () => 0, free: () => undefined });
    assert.throws(() => none.with('x'.repeat(100_000), () => 0), /no room for a string of 100000 bytes/);
  });

  test('text is for valid UTF-8 only, lossyText for people', () => {
    const read = (bytes: readonly number[]): readonly [string | Uint8Array, string] =>
      memory.with(
        Uint8Array.from(bytes),
        (ptr, length) => [memory.text(ptr, length), memory.lossyText(ptr, length)] as const,
      );
    assert.deepStrictEqual(read([0x68, 0xc3, 0xa9]), ['hé', 'hé']);
    assert.deepStrictEqual(read([0x68, 0xff]), [new Uint8Array([0x68, 0xff]), 'h\uFFFD']);
    assert.deepStrictEqual(read([]), ['', '']);
    // A byte order mark is three bytes like any others.
    assert.deepStrictEqual(read([0xef, 0xbb, 0xbf, 0x61])[0], '\uFEFFa');
  });

  test('C strings end at the first zero; a null pointer is empty', () => {
    assert.equal(
      memory.with('ab\0cd', (ptr) => memory.cString(ptr)),
      'ab',
    );
    assert.equal(memory.cString(0), '');
  });
});

describe('growth', () => {
  test('views follow the memory when Lua makes it grow', () => {
    const shared = createVmMemory();
    const growing = createVm({ memory: shared });
    const first = shared.buffer.byteLength;
    assert.equal(first, MEMORY_PAGES.initial * 65536);
    const { output } = runChunk(growing, 'big = string.rep("x", 2e7) .. "end" print(#big)');
    assert.equal(output, '20000003\n');
    assert.ok(shared.buffer.byteLength > first);
    assert.equal(growing.memory.bytes.byteLength, shared.buffer.byteLength);
    assert.equal(growing.memory.words.byteLength, shared.buffer.byteLength);
    growing.getGlobal(growing.L, 'big');
    assert.ok((growing.stringAt(growing.L, -1) as string).endsWith('xend'));
  });

  test('what JavaScript puts there itself may be what makes it grow', () => {
    const growing = createVm();
    const long = 'y'.repeat(20_000_000);
    growing.pushString(growing.L, long);
    assert.equal(growing.stringAt(growing.L, -1), long);
  });

  test('a word above 2 GiB of count keeps its bits', () => {
    memory.setWord(1020, 0xffffffff);
    assert.equal(memory.word(1020) >>> 0, 0xffffffff);
    memory.setWord(1020, 0);
  });
});
