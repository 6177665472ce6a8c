import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createVm, finishRun, resumeRun, startRun } from '../../test/support/vm.js';
import { FLAG, WORD } from '../base/shared-memory.js';
import { InstructionWatch } from './instruction-watch.js';
import { LineHook } from './line-hook.js';
import { HOOK_WATCHED, LUA_YIELD, OFFSETS } from './lua.js';
import type { LuaVm } from './vm.js';

/** A run with a line hook that tells which instructions of its main chunk have called out, as places from 0. */
class Watched {
  readonly vm: LuaVm;
  readonly watch: InstructionWatch;
  readonly places: number[] = [];
  onPlace: (place: number, L: number, ci: number) => number = () => 0;
  private readonly hook: LineHook;
  readonly run: number;
  readonly main: number;

  constructor(code: string, trap: () => number = () => 2) {
    this.vm = createVm({
      hooks: {
        trap,
        // A function with breakpoints on all lines keeps its trap.
        classify: (_L, _ar, proto) => this.hook.classify(proto, [1]),
        hook: (L, ar) => {
          if (this.vm.memory.word(ar + OFFSETS.debug.event) !== HOOK_WATCHED) return 0;
          const ci = this.vm.memory.word(ar + OFFSETS.debug.ci);
          const place = (this.vm.memory.word(ci + OFFSETS.callInfo.savedPc) - this.code) / 4 - 1;
          this.places.push(place);
          return this.onPlace(place, L, ci);
        },
      },
    });
    this.watch = new InstructionWatch(this.vm);
    this.hook = new LineHook(this.vm);
    this.run = startRun(this.vm, code);
    this.main = this.vm.memory.word(this.vm.api.lua_topointer(this.run, -1) + OFFSETS.closure.proto);
    this.hook.install(this.run);
  }

  get code(): number {
    return this.vm.memory.word(this.main + OFFSETS.proto.code);
  }

  set(...places: readonly number[]): void {
    this.watch.set(new Map([[this.main, new Set(places)]]));
  }
}

const LOOP = 'local n = 0 for i = 1, 3 do n = n + i end print(n)';

describe('instructions that are watched', () => {
  test('call out before they run, each time', () => {
    const watched = new Watched(LOOP);
    watched.set(1, 6, 9);
    assert.equal(finishRun(watched.vm, watched.run).output, '6\n');
    // The body of the loop begins at 6: LOADI 1, FORPREP 5, ADD 6, MMBIN 7, FORLOOP 8.
    assert.deepEqual(watched.places, [1, 6, 6, 6, 9]);
  });

  test('all of them, far apart and in every bit', () => {
    const code = Array.from({ length: 100 }, (_, i) => `x = ${i}`).join(' ');
    for (const chosen of [[1, 100], [7, 8, 9, 15, 16, 17], Array.from({ length: 100 }, (_, i) => i + 1)]) {
      const watched = new Watched(code);
      watched.set(...chosen);
      finishRun(watched.vm, watched.run);
      assert.deepEqual(watched.places, chosen);
    }
  });

  test('none without a hook, none when they are taken away, and nothing is left in the flag word', () => {
    const watched = new Watched(LOOP);
    watched.set(6);
    assert.equal(watched.vm.memory.word(WORD.flag), FLAG.watch);
    watched.onPlace = () => {
      watched.set();
      assert.deepEqual([watched.vm.memory.word(WORD.watched), watched.vm.memory.word(WORD.flag)], [0, 0]);
      return 0;
    };
    assert.notEqual(watched.vm.memory.word(WORD.watched), 0);
    assert.equal(finishRun(watched.vm, watched.run).output, '6\n');
    assert.deepEqual(watched.places, [6]);
    const other = startRun(watched.vm, LOOP);
    watched.set(6);
    finishRun(watched.vm, other);
    assert.deepEqual(watched.places, [6]);
  });

  test('an answer of 1 ends the run there', () => {
    const watched = new Watched('x = 1 x = 2 pcall(error) x = 3');
    watched.set(2);
    watched.onPlace = () => 1;
    assert.equal(finishRun(watched.vm, watched.run).interrupted, true);
    watched.vm.getGlobal(watched.vm.L, 'x');
    assert.equal(watched.vm.display(watched.vm.L, -1), '1');
  });

  test('registers are whole at a call-out, lists on the stack included', () => {
    const watched = new Watched('local t = {...} t = {select(1, ...)} print(#t, (select("#", ...)), ...)');
    watched.set(...Array.from({ length: 20 }, (_, i) => i + 1));
    watched.onPlace = (_place, L) => {
      watched.vm.getGlobal(L, 'collectgarbage');
      watched.vm.call(L, 0, 0);
      return 0;
    };
    assert.equal(finishRun(watched.vm, watched.run).output, '0\t0\n');
    assert.ok(watched.places.length > 10);
  });

  test('a yield from a call-out goes on where the saved instruction says, and is not told again of that one', () => {
    const watched = new Watched('x = 1 x = 2 x = 3 print(x)');
    watched.set(1, 2, 3);
    watched.onPlace = (place, L, ci) => {
      if (place !== 1 || watched.places.length > 1) return 0;
      watched.vm.memory.setWord(ci + OFFSETS.callInfo.savedPc, watched.code + 4 * (2 + 1));
      watched.vm.memory.bytes[L + OFFSETS.state.status] = LUA_YIELD;
      return 0;
    };
    assert.equal(resumeRun(watched.vm, watched.run), LUA_YIELD);
    assert.equal(finishRun(watched.vm, watched.run).output, '3\n');
    assert.deepEqual(watched.places, [1, 2, 3]);
  });

  test('a checkpoint yield at a watched instruction happens before the call-out, which comes once', () => {
    const watched = new Watched(LOOP);
    watched.set(6);
    Atomics.or(watched.vm.memory.words, WORD.flag >> 2, FLAG.yield);
    assert.equal(resumeRun(watched.vm, watched.run), LUA_YIELD);
    Atomics.and(watched.vm.memory.words, WORD.flag >> 2, ~FLAG.yield);
    assert.equal(finishRun(watched.vm, watched.run).output, '6\n');
    assert.deepEqual(watched.places, [6, 6, 6]);
  });
});
