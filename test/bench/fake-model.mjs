// A model server on loopback for measurements, a process of its own: prints its address, answers until it is ended. The path says how:
// /slow/ after 100 ms, /fast/ at once, /stream/ with 10,000 tokens as fast as they are read.

import { createServer } from 'node:http';

const SLOW_MS = 100;
const TOKENS = 10_000;
/** Events of one write: a server that is quick puts several into one packet. */
const TOGETHER = 20;

const head = { id: 'c1', created: 1, model: 'm' };
const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
const answer = JSON.stringify({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
  usage,
});

/** @param {object} delta @param {string | null} finish_reason @param {object} [more] */
const event = (delta, finish_reason, more = {}) => {
  const chunk = { ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }], ...more };
  return `data: ${JSON.stringify(chunk)}\n\n`;
};
const tokens = event({ content: 'word ' }, null).repeat(TOGETHER);
const end = `${event({}, 'stop', { usage })}data: [DONE]\n\n`;

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url?.startsWith('/stream/')) void stream(response);
    else if (request.url?.startsWith('/slow/')) setTimeout(() => reply(response), SLOW_MS);
    else reply(response);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  console.log(`http://127.0.0.1:${address.port}`);
});

/** @param {import('node:http').ServerResponse} response */
function reply(response) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
}

/** @param {import('node:http').ServerResponse} response */
async function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let sent = 0; sent < TOKENS; sent += TOGETHER) {
    if (!response.write(tokens)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end(end);
}
