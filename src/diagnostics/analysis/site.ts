// Finds where a failure happened: which frame, which chunk, which line. Any thread.

import type { CapturedFailure, CapturedFrame } from '../captured.js';
import { displayName, isShownAs, splitPosition } from '../chunk-names.js';
import type { PositionedMessage } from '../chunk-names.js';

/** The place that a report points at. */
export interface Site {
  readonly file: string;
  readonly chunkName?: string;
  readonly line?: number;
  /** The Lua frame that stands there. */
  readonly frame?: CapturedFrame;
  /** Its index in the failure's frames; -1 without a frame. */
  readonly frameIndex: number;
  /** The message without its position. */
  readonly message: string;
}

/** A syntax error inside a module: the message of `require` with the real one behind it. */
const MODULE_ERROR = /^error loading module '.*' from file '(.*)':\n\t/;

/** Chunk names whose text helps to explain a failure, most important first. */
export function chunkNamesOf(failure: CapturedFailure): string[] {
  const fromFrames = failure.frames.flatMap((frame) => (isLua(frame) && frame.source ? [frame.source] : []));
  const fromMessage = positionsOf(failure.message).flatMap(({ chunkId }) => [`@${chunkId!}`, `=${chunkId!}`]);
  const all = [failure.chunkName, moduleFile(failure.message), ...fromFrames, ...fromMessage];
  return [...new Set(all.filter((name) => name !== undefined))].slice(0, 8);
}

/**
 * Where the failure happened. A position in the message wins if it names a chunk that took part; of several (an error that passed
 * `coroutine.wrap` or `error` again), the last.
 */
export function findSite(failure: CapturedFailure, isKnown: (chunkName: string) => boolean): Site {
  const positions = positionsOf(failure.message);
  const sites = positions.map((position) => siteAt(failure, position, isKnown));
  const last = sites.findLast((site) => site !== undefined);
  if (last) return last;
  const [position] = positions;
  if (failure.kind === 'syntax' && position) {
    return { file: position.chunkId!, line: position.line!, frameIndex: -1, message: position.text };
  }
  return siteOfFirstFrame(failure, innerMessage(failure.message));
}

/** More positions than that are an error that was raised again and again. */
const MAX_POSITIONS = 8;

/** The positions at the beginning of a message, outermost first. */
function positionsOf(message: string): PositionedMessage[] {
  const positions: PositionedMessage[] = [];
  let position = splitPosition(innerMessage(message));
  while (position.chunkId !== undefined && positions.length < MAX_POSITIONS) {
    positions.push(position);
    position = splitPosition(innerMessage(position.text));
  }
  return positions;
}

function siteAt(
  failure: CapturedFailure,
  { chunkId, line, text }: PositionedMessage,
  isKnown: (chunkName: string) => boolean,
): Site | undefined {
  const frameIndex = failure.frames.findIndex(
    (frame) => isLua(frame) && frame.line === line && frame.source !== undefined && isShownAs(frame.source, chunkId!),
  );
  const frame = failure.frames[frameIndex];
  const chunkName = frame?.source ?? chunkNamesOf(failure).find((name) => isShownAs(name, chunkId!) && isKnown(name));
  if (chunkName === undefined) return undefined;
  return { file: displayName(chunkName), chunkName, line: line!, frameIndex, message: text, ...(frame && { frame }) };
}

function siteOfFirstFrame(failure: CapturedFailure, message: string): Site {
  const frameIndex = failure.frames.findIndex((frame) => isLua(frame) && frame.line !== undefined && frame.line > 0);
  const frame = failure.frames[frameIndex];
  if (!frame) return { file: displayName(failure.chunkName ?? '=(unknown)'), frameIndex: -1, message };
  return {
    file: displayName(frame.source ?? '=(unknown)'),
    frameIndex,
    frame,
    message,
    ...(frame.source !== undefined && { chunkName: frame.source }),
    ...(frame.line !== undefined && { line: frame.line }),
  };
}

/** Whether the frame runs Lua code. */
export function isLua(frame: CapturedFrame): boolean {
  return frame.kind !== 'host';
}

/** The last part of a frame's name: `insert` of `table.insert`. */
export function lastNameOf(frame: CapturedFrame | undefined): string | undefined {
  return frame?.name?.split(/[.:]/).at(-1);
}

function innerMessage(message: string): string {
  const { text } = splitPosition(message);
  const wrapper = MODULE_ERROR.exec(text);
  return wrapper ? text.slice(wrapper[0].length) : message;
}

function moduleFile(message: string): string | undefined {
  const wrapper = MODULE_ERROR.exec(splitPosition(message).text);
  return wrapper ? `@${wrapper[1]!}` : undefined;
}
