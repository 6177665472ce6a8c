// Where a script writes to its standard streams: the tag of what it writes says which line it comes from. Engine thread.

import { PLACED, WORD } from '../../base/shared-memory.js';
import { OFFSETS } from '../../vm/lua.js';
import type { LuaVm } from '../../vm/vm.js';
import type { Evaluator } from './evaluator.js';
import type { DebuggerHost } from './host.js';
import type { Protos } from './protos.js';
import type { Sources } from './sources.js';

/** Lines that are told apart at a time: beyond, they get new numbers. The other side remembers twice as many. */
const MOST = 10_000;

export class WrittenPlaces {
  readonly #numbers = new Map<string, number>();
  #count = 0;
  /** Tags by the address of the instruction that writes; of one run, and of the chunks that are loaded. */
  readonly #tags = new Map<number, number>();
  #taggedRun = 0;
  #silentLoads = 0;
  /** The tag of the run that a place was put over. */
  #plain = 0;

  constructor(
    private readonly vm: LuaVm,
    private readonly host: DebuggerHost,
    private readonly parts: { readonly protos: Protos; readonly sources: Sources; readonly evaluator: Evaluator },
  ) {}

  /** Says where everything is written from now on, or no longer. */
  tell(isWanted: boolean): void {
    if (!isWanted) {
      this.vm.memory.setWord(WORD.outTag, this.#plainTag());
      this.#numbers.clear();
      this.forget();
    }
    this.vm.beforeWrite = isWanted
      ? (L) => {
          this.vm.memory.setWord(WORD.outTag, this.#tagOf(L));
        }
      : undefined;
  }

  /** A chunk is loaded: its instructions may lie where others were. */
  forget(): void {
    this.#tags.clear();
  }

  #tagOf(L: number): number {
    const plain = this.#plainTag();
    const ci = this.parts.evaluator.isRunning ? undefined : this.#writer(L);
    if (ci === undefined) return plain;
    // What an expression of the debugger has loaded lies where others were, too.
    const { silentLoads } = this.parts.evaluator;
    if (plain !== this.#taggedRun || silentLoads !== this.#silentLoads) this.forget();
    this.#taggedRun = plain;
    this.#silentLoads = silentLoads;
    const at = this.vm.memory.word(ci + OFFSETS.callInfo.savedPc);
    const known = this.#tags.get(at);
    if (known !== undefined) return known;
    const tag = this.#numbered(plain, ci);
    this.#tags.set(at, tag);
    return tag;
  }

  #numbered(plain: number, ci: number): number {
    const { protos, sources } = this.parts;
    const proto = protos.protoOf(ci);
    const source = sources.sourceOf(proto);
    const line = protos.lineAt(proto, protos.pcOf(ci, proto));
    const key = `${plain} ${source.reference} ${line}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return PLACED | (known << 1);
    if (this.#numbers.size >= MOST) {
      this.#numbers.clear();
      this.forget();
    }
    this.#numbers.set(key, ++this.#count);
    this.host.tellPlace(this.#count, { run: plain >>> 1, source, line });
    return PLACED | (this.#count << 1);
  }

  #plainTag(): number {
    const tag = this.vm.memory.word(WORD.outTag) | 0;
    if ((tag & PLACED) === 0) this.#plain = tag;
    return this.#plain;
  }

  /** The innermost Lua function, in the coroutine or those that have resumed it. */
  #writer(L: number): number | undefined {
    // The state that evaluates also writes traces.
    if (L === this.parts.evaluator.E) return undefined;
    const own = this.#luaIn(L);
    if (own !== undefined) return own;
    for (const state of this.host.running(L)) {
      const ci = this.#luaIn(state);
      if (ci !== undefined) return ci;
    }
    return undefined;
  }

  #luaIn(L: number): number | undefined {
    const { protos } = this.parts;
    let ci = protos.current(L);
    for (; protos.callerOf(ci) !== 0; ci = protos.callerOf(ci)) if (protos.isLua(ci)) return ci;
    return undefined;
  }
}
