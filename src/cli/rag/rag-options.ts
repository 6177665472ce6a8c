// What the options of `llmspell rag` say. Control thread.

import { SpellError } from '../../base/errors.js';
import { namespaceOf } from '../../services/retrieval/namespace.js';
import { MOST_RESULTS, SEARCH_MODES } from '../../services/retrieval/searching.js';
import type { SearchMode } from '../../services/retrieval/searching.js';
import { unplainMetadata } from '../../services/retrieval/unplain-metadata.js';
import { isValueObject } from '../../services/value-kinds.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { tryParseJson } from '../../services/json-text.js';
import type { CommandLine } from '../parse-args.js';

export function textOption({ options }: CommandLine, name: string): string | undefined {
  const value = options.get(name)?.at(-1);
  return value === true ? undefined : value;
}

/** @throws SpellError `RAG_OPTION` */
export function namespaceOption(line: CommandLine): string {
  return namespaceOf({ tenantId: textOption(line, 'tenant'), scope: textOption(line, 'scope') });
}

/** @throws SpellError `USAGE` */
export function limitOption(line: CommandLine): number | undefined {
  const written = textOption(line, 'k');
  if (written === undefined) return undefined;
  const limit = Number(written);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_RESULTS) return limit;
  throw new SpellError('USAGE', `--k: '${written}' is no whole number from 1 to ${MOST_RESULTS}`, {
    help: 'write --k 5',
  });
}

/** @throws SpellError `USAGE` */
export function modeOption(line: CommandLine): SearchMode {
  const written = textOption(line, 'mode') ?? 'hybrid';
  const mode = SEARCH_MODES.find((known) => known === written);
  if (mode !== undefined) return mode;
  throw new SpellError('USAGE', `--mode: there is no mode '${written}'`, {
    help: `the modes are ${SEARCH_MODES.join(', ')}`,
  });
}

/** Each a JSON object, or KEY=VALUE with JSON or text as the value. @throws SpellError `USAGE` */
export function metadataOption({ options }: CommandLine): ValueObject {
  const written = (options.get('metadata') ?? []).filter((value) => value !== true);
  const metadata = Object.assign({}, ...written.map(parseMetadata)) as ValueObject;
  const problem = unplainMetadata(metadata);
  if (problem === undefined) return metadata;
  throw new SpellError('USAGE', `--metadata: ${problem}`, {
    help: 'write large numbers as text: --metadata id=\'"12"\'',
  });
}

function parseMetadata(written: string): ValueObject {
  const object = tryParseJson(written)?.value;
  if (object !== undefined && isValueObject(object)) return object;
  const equals = written.indexOf('=');
  if (equals > 0) {
    const [key, text] = [written.slice(0, equals), written.slice(equals + 1)];
    const parsed = tryParseJson(text);
    return { [key]: parsed === undefined ? text : parsed.value };
  }
  throw new SpellError('USAGE', `--metadata: '${written}' is neither KEY=VALUE nor a JSON object`, {
    help: 'write --metadata author=Ada, or --metadata \'{"author": "Ada"}\'',
  });
}
