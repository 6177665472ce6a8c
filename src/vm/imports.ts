// What the module imports from its host in place of an operating system: clock and calendar, nothing else. Files, processes and the
// environment are not reachable from here; scripts get them through host functions. Engine thread.

import { formatTime, fromLocal, localZoneName, toLocal, toUtc, type BrokenDownTime } from './calendar.js';
import type { VmMemory } from './memory.js';

/** Everything nondeterministic that the VM can see by itself. */
export interface VmClock {
  /** Milliseconds since the epoch, with a fraction. */
  now(): number;
}

export const systemClock: VmClock = { now: () => performance.timeOrigin + performance.now() };

/** Fields of `struct tm` in the VM's C library, in the order of its words. */
const TM = ['second', 'minute', 'hour', 'day', 'month', 'year', 'weekday', 'yearDay', 'isDst', 'offset'] as const;
const TM_ZONE = 40;

function readTime(memory: VmMemory, ptr: number): BrokenDownTime {
  return Object.fromEntries(TM.map((field, i) => [field, memory.word(ptr + 4 * i)])) as unknown as BrokenDownTime;
}

function writeTime(memory: VmMemory, ptr: number, time: BrokenDownTime): void {
  TM.forEach((field, i) => {
    memory.setWord(ptr + 4 * i, time[field]);
  });
}

/** -1, which C callers take for failure, of every system call: the VM has no system. */
const refuse = (): number => -1;

/** @param memory is asked for at call time, since the module is instantiated before views on its memory exist */
export function systemImports(memory: () => VmMemory, clock: VmClock): WebAssembly.Imports {
  let utc = false;
  const local = (time: BrokenDownTime): string => (utc ? 'GMT' : localZoneName(time));
  return {
    env: {
      abort: () => {
        throw new Error('the Lua VM has aborted: an error was raised outside every protected call');
      },
      emscripten_date_now: () => clock.now(),
      _emscripten_get_now_is_monotonic: () => 1,
      _tzset_js: () => undefined,
      _gmtime_js: (seconds: bigint, tm: number) => {
        utc = true;
        writeTime(memory(), tm, toUtc(Number(seconds)));
      },
      _localtime_js: (seconds: bigint, tm: number) => {
        utc = false;
        writeTime(memory(), tm, toLocal(Number(seconds)));
        memory().setWord(tm + TM_ZONE, 0);
      },
      _mktime_js: (tm: number) => {
        const seconds = fromLocal(readTime(memory(), tm));
        if (Number.isNaN(seconds)) return -1n;
        writeTime(memory(), tm, toLocal(seconds));
        return BigInt(seconds);
      },
      strftime: (out: number, max: number, format: number, tm: number) => {
        const text = Buffer.from(formatTime(memory().cString(format), readTime(memory(), tm), local));
        if (text.length + 1 > max) return 0;
        memory().bytes.set(text, out);
        memory().bytes[out + text.length] = 0;
        return text.length;
      },
      system: refuse,
      exit: () => {
        throw new Error('the Lua VM has called exit');
      },
      __syscall_openat: refuse,
      __syscall_fcntl64: refuse,
      __syscall_ioctl: refuse,
      __syscall_dup3: refuse,
      __syscall_unlinkat: refuse,
      __syscall_rmdir: refuse,
      __syscall_renameat: refuse,
      __syscall_readlinkat: refuse,
    },
    wasi_snapshot_preview1: {
      fd_write: refuse,
      fd_read: refuse,
      fd_close: refuse,
      fd_seek: refuse,
      environ_sizes_get: (count: number, size: number) => {
        memory().setWord(count, 0);
        memory().setWord(size, 0);
        return 0;
      },
      environ_get: () => 0,
    },
  };
}
