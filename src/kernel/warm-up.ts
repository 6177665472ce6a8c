// Gets the interpreter of a new engine into optimised code before somebody needs it: a first cell is several times faster then, and a
// kernel has nothing else to do. Control thread.

import type { Engine } from '../engine/contract.js';

/** An engine that nobody has used after so long is warmed up. */
const WAIT_MS = 400;

/** Some milliseconds of what scripts do most; decision 021 tells why that is enough. It leaves nothing behind. */
const CODE = `local t = {}
for i = 1, 40000 do
  t[i % 64] = tostring(i % 7) .. 'x'
  local f = function(a, b) return a + b end
  t.n = f(i, #t[i % 64])
end`;

/** @param isUnused asked when the time has come */
export async function warmUp(engine: Engine, isUnused: () => boolean): Promise<void> {
  // Who uses an engine that did not start hears why.
  const isUp = await engine.ready.then(
    () => true,
    () => false,
  );
  if (!isUp) return;
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS).unref());
  if (isUnused()) await engine.run({ code: CODE, chunkName: '=warm-up' }).outcome;
}
