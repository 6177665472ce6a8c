// Subscribes to the kernel whose connection file is named, says so, and then counts the messages that it reads; a process to be stopped.

import { ZmqClientTransport } from '../../src/transport/zmq-client-transport.js';
import { parseConnection } from '../../src/protocol/connection-file.js';
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? '';
const transport = await ZmqClientTransport.connect(parseConnection(readFileSync(file, 'utf8'), file));
transport.subscribe();
let count = 0;
for await (const frames of transport.receive('iopub')) if (count++ === 0) console.log('subscribed', frames.length);
