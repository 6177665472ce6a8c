// The files of ipc sockets: ZeroMQ neither removes them nor minds whose they are. Control thread.

import { lstat, rm } from 'node:fs/promises';

/** What is at the path of an ipc socket: nothing, what a program that is gone has left, or something in use. */
export type IpcPlace = 'free' | 'stale' | 'taken';

export async function lookAtIpcPlace(path: string): Promise<IpcPlace> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 'free';
  // Files of another kind are not ours to remove.
  return found.isSocket() && !(await isListening(path)) ? 'stale' : 'taken';
}

/** Makes room at the path, if nobody is using it. */
export async function clearIpcPlace(path: string): Promise<boolean> {
  const place = await lookAtIpcPlace(path);
  if (place === 'stale') await rm(path, { force: true });
  return place !== 'taken';
}

/** Only a refused connection says that nobody listens: a full queue or a missing right does not. */
async function isListening(path: string): Promise<boolean> {
  const { createConnection } = await import('node:net');
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const settle = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code !== 'ECONNREFUSED'));
  });
}
