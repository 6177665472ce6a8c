// The history that a command reads: the store of this machine, or that of a kernel elsewhere. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import { silentLogger } from '../../base/log.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { HistoryStore } from '../../services/stores/history-store.js';
import type { CliOptions } from '../options.js';

export type HistoryAccess = Pick<HistoryStore, 'search' | 'clear'> & Disposable;

/** @throws SpellError `CONFIG_*` and `STATE_*`, or `KERNEL_*` */
export async function openHistory(options: CliOptions): Promise<HistoryAccess> {
  if (options.connect !== undefined && options.connect !== 'embedded') {
    const { linkRunning } = await import('../link-running.js');
    return ofKernel((await linkRunning(options.connect, options, silentLogger)).client);
  }
  const [{ loadConfig }, { configSource }, { SqliteHistoryStore }] = await Promise.all([
    import('../../config/load-config.js'),
    import('../config-source.js'),
    import('../../services/stores/sqlite-history-store.js'),
  ]);
  const config = await loadConfig(configSource(options));
  return SqliteHistoryStore.open(config.state.directory.value);
}

function ofKernel(client: KernelClient): HistoryAccess {
  return {
    search: async (pattern, { count, isUnique }) => {
      const { history } = await client.request('history', {
        hist_access_type: 'search',
        pattern,
        unique: isUnique,
        output: true,
        raw: true,
        ...(count === undefined ? {} : { n: count }),
      });
      return history.map(([session, line, given]) => {
        const [input, output] = typeof given === 'string' ? [given, null] : given;
        return { session, line, input, output };
      });
    },
    // The protocol has no such request.
    clear: () => {
      throw new SpellError('USAGE', 'a kernel forgets nothing when it is asked from outside', {
        help: 'run llmspell history clear on its machine, without --connect: all kernels there share one history',
      });
    },
    dispose: () => client.dispose(),
  };
}
