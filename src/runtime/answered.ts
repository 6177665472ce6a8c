// Where most host calls go on that may take long: the answer is the result. Engine thread.

import { pushValue } from '../vm/values.js';
import type { RuntimeLibrary } from './library.js';

/** Host function that pushes the answer; see `RuntimeHost.callThen`. */
export const ANSWERED = 'host.answered';

/** No global of its own. */
export const answeredLibrary: RuntimeLibrary = {
  functions: (host) => ({
    [ANSWERED]: (vm, L) => {
      pushValue(vm, L, host.answer(L));
      return 1;
    },
  }),
  install: () => undefined,
};
