// Runs a script and writes what it does to standard error, line by line, with a summary at the end: no prompt. Control thread.

import { KernelDebugger } from '../../client/kernel-debugger.js';
import type { KernelLink } from '../kernel-link.js';
import { present } from '../present.js';
import { RunControl } from '../run-control.js';
import { createRunRequest } from '../run-request.js';
import { toRunResult } from '../run-result.js';
import type { ScriptJob } from '../run-script.js';
import type { TraceKinds } from './debug-options.js';
import { Stage } from './stage.js';
import { formatTraced } from './traced-table.js';

const TOP = 20;

export interface TraceJob extends ScriptJob {
  readonly trace: TraceKinds;
  readonly openLink: (stage: Stage) => Promise<KernelLink>;
}

/** @returns the exit code of the script. @throws SpellError of `openLink` */
export async function traceScript(job: TraceJob): Promise<number> {
  const control: RunControl = new RunControl(() => stage.sinks);
  const stage = new Stage(job.options, {
    onFailure: (failure) => control.end({ kind: 'output', failure }),
    onTooMuch: () => control.end({ kind: 'too much' }),
  });
  try {
    const link = await job.openLink(stage);
    try {
      return await trace(job, link, stage, control);
    } finally {
      await link.dispose();
    }
  } finally {
    await stage.finish();
    control.dispose();
  }
}

async function trace(job: TraceJob, link: KernelLink, stage: Stage, control: RunControl): Promise<number> {
  const { client } = link;
  const dbg = new KernelDebugger(client, job.options.session);
  await client.ready();
  await dbg.ask('initialize', { clientID: 'llmspell' });
  await dbg.ask('attach', {});
  await dbg.ask('setTrace', { ...job.trace });
  const { code, options } = await createRunRequest(job, link);
  const execution = client.execute(code, { ...options, onOutput: (output) => stage.take(output) });
  control.started({ interrupt: () => void client.end(execution) }, job.options.timeoutMs);
  const result = toRunResult(await execution.done);
  await stage.finish();
  // The engine that counted may have gone with the script.
  const counted = await dbg.ask('traced', { limit: TOP }).catch(() => undefined);
  if (counted !== undefined) await stage.say(formatTraced(counted, stage.width));
  await dbg.ask('setTrace', { lines: false, calls: false, variables: false }).catch(() => undefined);
  const { output } = stage;
  const presented = await present({ job, result, control, captured: output.captured() });
  if (presented.onStderr !== '') output.line(presented.onStderr);
  if (presented.onStdout !== '') await output.object(presented.onStdout);
  dbg.dispose();
  return presented.code;
}
