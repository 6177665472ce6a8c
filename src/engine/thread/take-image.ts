// The image of the VM that is taken after a run, from which a replaced engine starts. Engine thread.

import { checkpoint, imageBytes, type VmImage } from '../../vm/checkpoint.js';
import type { LuaVm } from '../../vm/vm.js';

/** Larger VMs are not copied after every run: that would cost more than the session is likely to need it. */
const MAX_IMAGE_BYTES = 128 * 2 ** 20;

/** Undefined, with a warning, where the VM is too large. */
export function takeImage(vm: LuaVm, warn: (message: string) => void): VmImage | undefined {
  if (imageBytes(vm) <= MAX_IMAGE_BYTES) return checkpoint(vm);
  warn(`the session holds more than ${MAX_IMAGE_BYTES / 2 ** 20} MiB; it would be lost with its engine`);
  return undefined;
}
