// Makes the VM's WebAssembly from the pinned wasmoon package.
import { readFileSync } from 'node:fs';

/** @returns {Promise<Uint8Array>} */
export async function buildVm() {
  return readFileSync(new URL('../node_modules/wasmoon/dist/glue.wasm', import.meta.url));
}
