// `llmspell session replay`: runs what a session ran again, and shows what is not as it was. Control thread.

import type { Difference } from '../../services/sessions/compare-step.js';
import { replaySteps } from '../../services/sessions/replay.js';
import type { ReplayedStep } from '../../services/sessions/replay.js';
import { readDocument } from '../../services/sessions/session-document.js';
import type { StepRunner } from '../../services/sessions/step-runner.js';
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
import { counted } from '../../services/counted.js';

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

/** @returns 0 where all came to the same, 1 where not. @throws SpellError `CONFIG_*`, `KERNEL_*` */
export async function replaySession(job: ReplayJob): Promise<number> {
  const { document, name, from, to, options, print } = job;
  const signal = interruption();
  const replayed: ReplayedStep[] = [];
  const onStep = async (step: ReplayedStep): Promise<void> => {
    replayed.push(step);
    if (options.output === 'text') await print(shown(step, hasColor(process.stdout, options.noColor)));
  };
  const how = { isDry: false, isCompared: true, timeoutMs: NO_LIMIT, stops: job.stops, changes: new Map(), onStep };
  try {
    const open = (): Promise<StepRunner> => openClientStepRunner(options);
    await replaySteps(readDocument(document, `'${name}'`), open, { ...how, from, to }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const different = replayed.filter(({ isSame }) => !isSame).length;
  const code = await print(summary(replayed, different, options));
  if (code !== EXIT.ok) return code;
  if (signal.aborted) return EXIT.interrupted;
  return different === 0 ? EXIT.ok : EXIT.scriptError;
}

/** A step may take as long as it likes: who waits has Ctrl+C. */
const NO_LIMIT = Infinity;

const NOT_RUN = { output: '', result: null, status: 'not run', error: null, durationMs: null } as const;

function summary(replayed: readonly ReplayedStep[], different: number, { output }: CliOptions): string {
  if (output === 'json' || output === 'pretty') {
    const steps = replayed.map(({ number, code, end, isSame, differences }) => {
      const { durationMs, ...rest } = end ?? NOT_RUN;
      return { number, code, ...rest, duration_ms: durationMs, is_same: isSame, differences };
    });
    return formatJson({ steps, replayed: steps.length, different }, output);
  }
  const ran = replayed.filter(({ end }) => end !== undefined).length;
  const lost = replayed.length - ran;
  const how = different === lost ? 'all as before' : `${different - lost} not as before`;
  const runAgain = ran === 0 ? 'no step was run again' : `${counted(ran, 'step')} run again, ${how}`;
  return lost === 0 ? `${runAgain}\n` : `${runAgain}, ${lost} damaged and not run\n`;
}

function shown({ number, code, end, differences }: ReplayedStep, isColored: boolean): string {
  if (end === undefined) return `[${number}]  ${paint('red', 'not run', isColored)}, ${differences[0]?.before}\n`;
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
