// A subscriber whose process is stopped, beside one that reads: large output reaches the one, and the kernel does not grow for the other.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Kernels } from '../support/kernels.js';

const kernels = new Kernels();
after(() => kernels.killAll());

/** The reader is never more behind than what one cell shows. */
const CELLS = 30;
const IMAGES = 8;
const IMAGE_BYTES = 4 * 1024 * 1024;
const MIB = 1024 * 1024;
/** Of the queue: 128 MiB, then 32 KiB for each of 6,144 places. The rest is for the kernel itself and what waits for its garbage collector. */
const MOST_RSS_BYTES = (128 + 192 + 400) * MIB;

const cell = (number: number): string => `
local part = string.rep("x", ${IMAGE_BYTES - 8})
for i = 1, ${IMAGES} do Display.binary(("%08d"):format(${number * IMAGES} + i) .. part, "application/octet-stream") end
print("the end")`;

const rssOf = (pid: number): number => {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
};

test(
  'a stopped subscriber takes nothing from the one that reads',
  { skip: process.platform !== 'linux', timeout: 300_000 },
  async () => {
    const kernel = await kernels.startDaemon('k', '--max-output-rate', '1G');
    const script = fileURLToPath(new URL('./subscriber.js', import.meta.url));
    const file = join(kernels.folder, 'k.json');
    const stopped = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    after(() => stopped.kill('SIGKILL'));
    await once(stopped.stdout, 'data');
    stopped.kill('SIGSTOP');
    let most = 0;
    await kernels.use(kernel, async (client) => {
      const numbers: number[] = [];
      let text = '';
      const execute = async (code: string): Promise<void> => {
        const { done } = client.execute(code, {
          onOutput: (output) => {
            most = Math.max(most, rssOf(kernel.connection.pid!));
            if (output.type === 'stream') text += output.content.text;
            if (output.type !== 'display_data') return;
            const [bytes] = output.buffers;
            assert.equal(bytes?.byteLength, IMAGE_BYTES);
            numbers.push(Number(Buffer.from(bytes.subarray(0, 8)).toString()));
          },
        });
        const { reply, lostMessages } = await done;
        assert.deepEqual([reply.status, lostMessages], ['ok', 0]);
      };
      for (let number = 0; number < CELLS; number++) await execute(cell(number));
      assert.equal(text, 'the end\n'.repeat(CELLS));
      assert.deepEqual(
        numbers,
        Array.from({ length: CELLS * IMAGES }, (_, index) => index + 1),
      );
    });
    assert.ok(most < MOST_RSS_BYTES, `the kernel took ${Math.round(most / MIB)} MiB`);
  },
);
