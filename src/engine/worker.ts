// Entry of the engine thread; composition root of its side. Engine thread.

import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadMemory } from './messages.js';
import { EngineThread } from './thread/engine-thread.js';
import { firstMessage } from './thread/mailbox.js';

if (parentPort === null) throw new Error('the engine runs in a worker thread');
const { memory } = workerData as ThreadMemory;
new EngineThread(firstMessage(parentPort, memory), memory, parentPort).serve();
