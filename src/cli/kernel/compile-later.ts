// Lets V8 wait longer before it optimises JavaScript: a kernel serves short cells one by one, and on few processors what is compiled in
// the background keeps them waiting. Scripts are not JavaScript. Control thread.

import { setFlagsFromString } from 'node:v8';

/** Bytes of bytecode that a function executes before it is optimised: ten times what is usual. */
const BUDGET = 1_320_000;

export function compileLater(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
