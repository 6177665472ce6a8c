// What `os.execute` reaches. Control thread.

import type { HostMethods } from '../../base/values.js';
import { runShellCommand } from '../processes/shell-command.js';
import type { Services } from '../services.js';
import { method } from './method.js';

export function processMethods({ policy }: Services): HostMethods {
  return {
    /** (command) -> {kind, code, stdout, stderr} */
    'process.shell': method('os.execute', async (args, { signal, workingDirectory }) => ({
      ...(await runShellCommand(args.text(0), policy.from(workingDirectory), signal)),
    })),
  };
}
