// Entry of a thread of the pool: does one task after the other, and answers each. Pool thread.

import { parentPort } from 'node:worker_threads';
import { byteCount } from '../../base/byte-count.js';
import { SpellError } from '../../base/errors.js';
import type { TaskAnswer, TaskRefusal, TaskRequest } from './messages.js';
import { isLarger } from './size.js';
import { SpoiltThread } from './spoilt-thread.js';
import { TASKS } from './tasks.js';

const MAX_RESULT_BYTES = 32 * 1024 * 1024;

if (parentPort === null) throw new Error('the pool runs in worker threads');
const port = parentPort;
// What libraries print is meant for nobody.
const silent = (): void => undefined;
Object.assign(console, { log: silent, warn: silent, error: silent });
port.on('message', (request: TaskRequest) => {
  void perform(request).then((answer) => port.postMessage(answer));
});

async function perform({ name, input }: TaskRequest): Promise<TaskAnswer> {
  try {
    const task = TASKS[name] as (...args: unknown[]) => Promise<unknown>;
    const value = await task(...(input as unknown[]));
    if (isLarger(value, MAX_RESULT_BYTES)) throw tooLarge();
    return { type: 'result', value };
  } catch (error) {
    if (error instanceof SpellError) return { type: 'refused', refusal: toRefusal(error), isSpoilt: false };
    if (error instanceof SpoiltThread) return { type: 'refused', refusal: toRefusal(error.reason), isSpoilt: true };
    return { type: 'failed', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function tooLarge(): SpellError {
  return new SpellError('TOOL_RESULT_TOO_LARGE', `the result is more than ${byteCount(MAX_RESULT_BYTES)}`, {
    category: 'Resource error',
    help: 'ask for less at once',
  });
}

function toRefusal({ code, message, help, category, details }: SpellError): TaskRefusal {
  const options = {
    ...(help === undefined ? {} : { help }),
    ...(category === undefined ? {} : { category }),
    ...(details === undefined ? {} : { details }),
  };
  return { code, message, options };
}
