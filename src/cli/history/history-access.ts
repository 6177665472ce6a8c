// The history that a command reads: the store of this machine, or that of a kernel elsewhere. Control thread.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '../../base/disposable.js';
import { SpellError } from '../../base/errors.js';
import { silentLogger } from '../../base/log.js';
import type { KernelClient } from '../../client/kernel-client.js';
import { forgetSteps, stepsToForget } from '../../services/sessions/forget-steps.js';
import type { SessionArchive } from '../../services/sessions/session-archive.js';
import type { HistoryStore } from '../../services/stores/history-store.js';
import type { StepPlace } from '../../services/stores/session-store.js';
import type { CliOptions } from '../options.js';

export interface HistoryAccess extends Pick<HistoryStore, 'search' | 'clear'>, Disposable {
  /** Steps of kept sessions with such inputs. */
  matchingSteps(pattern?: string): Promise<readonly StepPlace[]>;
  forgetSteps(places: readonly StepPlace[]): Promise<void>;
}

/** @throws SpellError `CONFIG_*` and `STATE_*`, or `KERNEL_*` */
export async function openHistory(options: CliOptions): Promise<HistoryAccess> {
  if (options.connect !== undefined && options.connect !== 'embedded') {
    const { linkRunning } = await import('../link-running.js');
    return ofKernel((await linkRunning(options.connect, options, silentLogger)).client);
  }
  const [{ loadConfig }, { configSource }, { SqliteHistoryStore }, { SessionArchive }] = await Promise.all([
    import('../../config/load-config.js'),
    import('../config-source.js'),
    import('../../services/stores/sqlite-history-store.js'),
    import('../../services/sessions/session-archive.js'),
  ]);
  const directory = (await loadConfig(configSource(options))).state.directory.value;
  return ofPlace(await SqliteHistoryStore.open(directory), SessionArchive.in(directory), directory);
}

function ofPlace(history: HistoryStore, archive: SessionArchive, directory: string): HistoryAccess {
  return {
    search: (pattern, options) => history.search(pattern, options),
    clear: (pattern) => history.clear(pattern),
    matchingSteps: async (pattern) => {
      // Where no sessions are kept, no file is made for them.
      if (!existsSync(join(directory, 'sessions.db'))) return [];
      return stepsToForget(archive, pattern);
    },
    forgetSteps: (places) => forgetSteps(archive, places),
    dispose: async () => {
      await Promise.all([history.dispose(), archive.dispose()]);
    },
  };
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
    // The protocol has no such requests.
    clear: forgetsNothing,
    matchingSteps: forgetsNothing,
    forgetSteps: forgetsNothing,
    dispose: () => client.dispose(),
  };
}

function forgetsNothing(): never {
  throw new SpellError('USAGE', 'a kernel forgets nothing when it is asked from outside', {
    help: 'run llmspell history clear on its machine, without --connect: all kernels there share one history',
  });
}
