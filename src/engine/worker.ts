// Entry of the engine thread; composition root of its side. Engine thread.

import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerInit } from './messages.js';
import { EngineThread } from './thread/engine-thread.js';

if (parentPort === null) throw new Error('the engine runs in a worker thread');
new EngineThread(workerData as WorkerInit, parentPort).serve();
