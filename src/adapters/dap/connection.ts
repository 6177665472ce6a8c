// A DAP session over a pair of streams. Control thread.

import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { DapSessionOptions } from './session.js';
import { DapSession } from './session.js';
import { FrameReader, encodeFrame } from './framing.js';

export interface DapConnectionOptions extends Omit<DapSessionOptions, 'write' | 'onEnd'> {
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the session as if the client had gone. */
  readonly signal?: AbortSignal;
}

/** Resolves when the client has said good-bye or has gone, and all that it started is over. */
export async function serveDap({ input, output, signal, ...options }: DapConnectionOptions): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  const session = new DapSession({
    ...options,
    write: (message) => {
      if (output.writable && !output.write(encodeFrame(message))) return drained(output);
    },
    onEnd: leave,
  });
  const reader = new FrameReader();
  input.on('data', (bytes: Buffer) => reader.take(bytes).forEach((framed) => session.take(framed)));
  for (const event of ['end', 'close', 'error']) input.once(event, leave);
  for (const event of ['close', 'error']) output.once(event, leave);
  signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted !== true && !gone.signal.aborted) await once(gone.signal, 'abort');
  await session.dispose();
  await new Promise<void>((resolve) => (output.writable ? output.write('', () => resolve()) : resolve()));
}

/** Or gone. */
async function drained(output: Writable): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race(
    ['drain', 'close', 'error'].map((event) => once(output, event, { signal }).catch(() => undefined)),
  );
  stop.abort();
}
