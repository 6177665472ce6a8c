// The kept sessions that a command works on: those of the store itself, or of a kernel that runs. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { silentLogger } from '../../base/log.js';
import { fromTagged } from '../../base/tagged-json.js';
import type { KernelClient } from '../../client/kernel-client.js';
import type { JsonObject } from '../../protocol/schema.js';
import { COMM_TARGETS } from '../../protocol/vendor.js';
import type {
  ExportedSession,
  SessionContent,
  SessionList,
  ShownSessions,
} from '../../services/sessions/shown-sessions.js';
import type { ValueObject } from '../../services/value-kinds.js';
import type { CliOptions } from '../options.js';

export interface SessionAccess extends Disposable {
  readonly kept: ShownSessions;
}

/** @throws SpellError `CONFIG_*`, or `KERNEL_*` */
export async function openSessions(options: CliOptions): Promise<SessionAccess> {
  if (options.connect !== undefined && options.connect !== 'embedded') {
    const { linkRunning } = await import('../link-running.js');
    const link = await linkRunning(options.connect, options, silentLogger);
    return { kept: ofKernel(link.client), dispose: () => link.dispose() };
  }
  const [{ loadConfig }, { configSource }, { SessionArchive }, { releaseSessions }] = await Promise.all([
    import('../../config/load-config.js'),
    import('../config-source.js'),
    import('../../services/sessions/session-archive.js'),
    import('../session-upkeep.js'),
  ]);
  const config = await loadConfig(configSource(options));
  const archive = SessionArchive.in(config.state.directory.value, config.sessions.artifactBytes.value);
  try {
    await releaseSessions(archive.sessions);
  } catch (error) {
    await archive.dispose();
    throw error;
  }
  return { kept: archive.shown.sessions, dispose: () => archive.dispose() };
}

function ofKernel(client: KernelClient): ShownSessions {
  const call = async (method: string, params: object): Promise<unknown> => {
    const { callTarget } = await import('../../client/call-target.js');
    const given = Object.entries(params).filter(([, value]) => value !== undefined);
    const all: JsonObject = Object.fromEntries(given);
    return fromTagged(await callTarget(client.comms, COMM_TARGETS.session, method, all));
  };
  const id = async (method: string, params: object): Promise<string> => {
    return ((await call(method, params)) as { readonly id: string }).id;
  };
  return {
    create: (draft) => id('create', draft),
    list: async (query) => (await call('kept', query)) as SessionList,
    show: async (name, from, to) => (await call('show', { name, from, to })) as SessionContent,
    search: async (text, query) => {
      return ((await call('search', { text, ...query })) as { readonly steps: readonly ValueObject[] }).steps;
    },
    delete: (name) => id('delete', { name }),
    export: async (name) => (await call('export', { name })) as ExportedSession,
    import: (document, place, isCopy) => id('import', { document, place, copy: isCopy }),
  };
}
