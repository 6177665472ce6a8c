// `llmspell run --reload`: the script goes on with what is saved meanwhile. Control thread.

import type { Disposable } from '../../base/disposable.js';
import { KernelDebugger } from '../../client/kernel-debugger.js';
import { hasColor } from '../colors.js';
import type { KernelLink } from '../kernel-link.js';
import type { ScriptJob, Stage } from '../run-script.js';
import { Reloading } from './reloading.js';

/** Begins before the script does, so that what it loads is known as it was. */
export async function watchRun({ client }: KernelLink, job: ScriptJob, stage: Stage): Promise<Disposable> {
  await client.ready();
  const dbg = new KernelDebugger(client, job.options.session);
  await dbg.ask('initialize', { clientID: 'llmspell', clientName: 'llmspell run' });
  await dbg.ask('attach', {});
  // Nobody is there who could go on.
  const listening = dbg.onEvent(({ event, body }) => {
    if (event === 'stopped') void dbg.request('continue', { threadId: body['threadId'] ?? 1 });
  });
  const reloading = await Reloading.begin({
    dbg,
    layout: { hasColor: hasColor(process.stderr, job.options.noColor), width: process.stderr.columns || 80 },
    say: async (text) => {
      stage.display.finish();
      stage.output.line(`${text}\n`);
    },
  });
  return {
    dispose: async () => {
      await listening.dispose();
      await reloading.dispose();
      dbg.dispose();
    },
  };
}
