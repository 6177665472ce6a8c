// One question to a model server after the other, over `fetch` and nothing else: prints the median of a call in milliseconds.

import { median } from './stats.mjs';

const [url, count] = process.argv.slice(2);
const body = JSON.stringify({
  model: 'm',
  messages: [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: 'Hi' },
  ],
});

/** @type {number[]} */
const times = [];
for (let i = 0; i < Number(count); i++) {
  const started = performance.now();
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { choices } = /** @type {{ choices: { message: { content: string } }[] }} */ (await response.json());
  if (choices[0].message.content !== 'ok') throw new Error('the server has answered something else');
  times.push(performance.now() - started);
}
console.log(`ms_per_op ${median(times.slice(Number(count) / 4)).toFixed(4)}`);
