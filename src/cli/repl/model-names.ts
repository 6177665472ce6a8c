// The models that a session can ask, as its providers say. Control thread.

import type { KernelClient } from '../../client/kernel-client.js';
import { streamBytes } from '../../client/stream-bytes.js';

const LIST = 'for _, p in ipairs(Provider.list()) do if p.model then print(p.provider .. "/" .. p.model) end end';

/** `provider/model`, the default first. */
export async function modelNames(client: KernelClient): Promise<readonly string[]> {
  const written: Uint8Array[] = [];
  const { done } = client.execute(LIST, {
    storeHistory: false,
    vendor: { echo: false, chunk_name: '=models' },
    onOutput: (output) => {
      if (output.type === 'stream') written.push(streamBytes(output));
    },
  });
  await done;
  return Buffer.concat(written)
    .toString()
    .split('\n')
    .filter((name) => name !== '');
}
