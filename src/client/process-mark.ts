// Tells processes apart that had the same id one after the other: by what the operating system says of their start. Control thread.

import { readFile } from 'node:fs/promises';

/** Equal for the same process only, also after the clock was set or the machine was started again. Undefined: there is no such process. */
export async function processMark(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? markFromProc(pid) : markFromPs(pid);
}

/** Field 22 of the file is the start in ticks since boot, field 3 the state; what is before may hold any character. */
async function markFromProc(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''),
    readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => ''),
  ]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', start] = [fields[0], fields[19]];
  return start === undefined || isDead(state) ? undefined : `${boot.trim()}:${start}`;
}

async function markFromPs(pid: number): Promise<string | undefined> {
  const [{ execFile }, { promisify }] = await Promise.all([import('node:child_process'), import('node:util')]);
  const run = promisify(execFile);
  try {
    const { stdout } = await run('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env: { LC_ALL: 'C', TZ: 'UTC' },
    });
    const [, state = '', start] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
    return isDead(state) ? undefined : start;
  } catch {
    return undefined;
  }
}

/** It has ended, and its parent has not asked how. */
function isDead(state: string): boolean {
  return /^[ZX]/.test(state);
}
