// Prints how many milliseconds one run takes, code loaded: `bare` on an engine alone, `kernel` through client and kernel in this process, as
// `exec` does it. Bundled as the command is (bundled-probe.mjs): of single files, loading would be all that is measured.

import { silentLogger } from '../../src/base/log.js';
import { linkKernel } from '../../src/cli/kernel-link.js';
import { toOptions } from '../../src/cli/options.js';
import { streamBytes } from '../../src/client/stream-bytes.js';
import { createEngine } from '../../src/engine/host.js';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';

const RUN = { code: 'print(1)', chunkName: '=exec' };

async function bareRun(): Promise<number> {
  const start = performance.now();
  let output = '';
  const engine = createEngine({
    methods: {},
    permissions: NO_PERMISSIONS,
    onOutput: ({ bytes }) => void (output += Buffer.from(bytes).toString()),
  });
  await engine.run(RUN).outcome;
  const end = performance.now();
  await engine.dispose();
  return checked(output, end - start);
}

async function kernelRun(): Promise<number> {
  const options = toOptions(new Map());
  const start = performance.now();
  let output = '';
  const link = await linkKernel(options, silentLogger);
  const execution = link.client.execute(RUN.code, {
    storeHistory: false,
    onOutput: (message) => {
      if (message.type === 'stream') output += Buffer.from(streamBytes(message)).toString();
    },
    vendor: { chunk_name: RUN.chunkName, echo: false },
  });
  await execution.done;
  const end = performance.now();
  await link.dispose();
  return checked(output, end - start);
}

function checked(output: string, ms: number): number {
  if (output !== '1\n') throw new Error(`unexpected output: ${output}`);
  return ms;
}

void (process.argv[2] === 'bare' ? bareRun() : kernelRun()).then((ms) => {
  console.log(ms);
});
