// `llmspell session replay`: runs what a session ran again, and shows what is not as it was. Control thread.

import type { Difference } from '../../services/sessions/compare-step.js';
import { differencesOf } from '../../services/sessions/compare-step.js';
import { readDocument } from '../../services/sessions/session-document.js';
import type { StepEnd, StepRunner } from '../../services/sessions/step-runner.js';
import type { NewStep } from '../../services/stores/session-store.js';
import { writeDiff } from '../../services/tools/text-diff.js';
import { hasColor } from '../colors.js';
import { EXIT } from '../exit-codes.js';
import { formatJson } from '../kernel/format-json.js';
import type { Print } from '../kernel/print.js';
import type { CliOptions } from '../options.js';
import { paint } from '../paint.js';
import { interruption } from '../until-interrupted.js';
import { openClientStepRunner } from './client-step-runner.js';
import { errorText, indented } from './show-session.js';

export interface ReplayJob {
  /** As `session export` writes it. */
  readonly document: string;
  readonly name: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** At the first step that gives something else. */
  readonly stops: boolean;
  readonly options: CliOptions;
  readonly print: Print;
}

interface Replayed {
  readonly number: number;
  readonly code: string;
  readonly end: StepEnd;
  readonly differences: readonly Difference[];
}

/** @returns 0 where all came to the same, 1 where not. @throws SpellError `CONFIG_*`, `KERNEL_*` */
export async function replaySession(job: ReplayJob): Promise<number> {
  const { document, name, from = 1, to, options, print } = job;
  const { steps } = readDocument(document, `'${name}'`);
  const signal = interruption();
  const runner = await openClientStepRunner(options);
  const interrupt = (): void => runner.interrupt();
  signal.addEventListener('abort', interrupt);
  const replayed: Replayed[] = [];
  try {
    for (const [index, step] of steps.slice(0, to).entries()) {
      const one = await replay(runner, index + 1, step);
      if (isAborted(signal)) break;
      if (one.number < from) continue;
      replayed.push(one);
      if (options.output === 'text') await print(shown(one, hasColor(process.stdout, options.noColor)));
      if (job.stops && one.differences.length > 0) break;
    }
  } finally {
    signal.removeEventListener('abort', interrupt);
    await runner.dispose();
  }
  const different = replayed.filter(({ differences }) => differences.length > 0).length;
  const code = await print(summary(replayed, different, options));
  if (code !== EXIT.ok) return code;
  if (isAborted(signal)) return EXIT.interrupted;
  return different === 0 ? EXIT.ok : EXIT.scriptError;
}

/** A step may take as long as it likes: who waits has Ctrl+C. */
const NO_LIMIT = Infinity;

/** It may be by now. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function replay(runner: StepRunner, number: number, step: NewStep): Promise<Replayed> {
  const end = await runner.run({ number, code: step.code, manner: step.manner }, NO_LIMIT);
  return { number, code: step.code, end, differences: differencesOf(step, end) };
}

function summary(replayed: readonly Replayed[], different: number, { output }: CliOptions): string {
  if (output === 'json' || output === 'pretty') {
    const steps = replayed.map(({ number, code, end, differences }) => {
      const { durationMs, ...rest } = end;
      return { number, code, ...rest, duration_ms: durationMs, is_same: differences.length === 0, differences };
    });
    return formatJson({ steps, replayed: steps.length, different }, output);
  }
  const count = replayed.length === 1 ? '1 step' : `${replayed.length} steps`;
  if (replayed.length === 0) return 'no step was run again\n';
  return different === 0 ? `${count} run again, all as before\n` : `${count} run again, ${different} not as before\n`;
}

function shown({ number, code, end, differences }: Replayed, isColored: boolean): string {
  const mark = differences.length === 0 ? paint('green', 'as before', isColored) : paint('red', 'differs', isColored);
  const head = `[${number}]  ${mark}, ${end.durationMs} ms\n${indented(code, '    ')}`;
  if (differences.length > 0) return head + differences.map((each) => shownDifference(each, isColored)).join('');
  const error = end.error === null ? '' : indented(errorText({ ...end.error }), '  ! ');
  return head + indented(end.output, '  | ') + indented(end.result ?? '', '  = ') + error;
}

function shownDifference({ field, before, now }: Difference, isColored: boolean): string {
  const lines = writeDiff(before, now, 'changes', 'before', 'now').split('\n');
  const painted = lines.map((line) => {
    const style = line.startsWith('-') ? 'red' : line.startsWith('+') ? 'green' : undefined;
    return style === undefined ? line : paint(style, line, isColored);
  });
  return `  ${field}\n${indented(painted.join('\n'), '    ')}`;
}
