// Names a process that holds something, so that others can tell later whether it still lives. Control thread.

import { processMark } from './process-mark.js';

/** This process, in one word after the other: its id and its mark. */
export async function ownHolder(): Promise<string> {
  return `${process.pid} ${(await processMark(process.pid)) ?? ''}`;
}

/** @param holder as {@link ownHolder} gave it; words behind it do not matter */
export async function isHolderAlive(holder: string): Promise<boolean> {
  const [pid = '', mark = ''] = holder.split(' ');
  return mark !== '' && (await processMark(Number(pid))) === mark;
}
