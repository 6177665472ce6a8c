// Assembles src/kernel/output/escape.wat.
import { readFileSync } from 'node:fs';
import wabtInit from 'wabt';

const SOURCE = new URL('../src/kernel/output/escape.wat', import.meta.url);

/** @returns {Promise<Uint8Array>} the module, ready to be written to the build folder */
export async function buildEscape() {
  const wabt = await wabtInit();
  const module = wabt.parseWat('escape.wat', readFileSync(SOURCE, 'utf8'));
  try {
    module.validate();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
