// The tool `file-converter`: encodings, line ends and indentation of text files. Control thread; the work is done in the pool.

import { pool } from '../pool/thread-pool.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { readWhole, writeWhole } from './files.js';
import { optionalText, requireText } from './parameters.js';
import { textOutput } from './response.js';
import type { Tool } from './tool.js';

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'ascii'];

export const fileConverter: Tool = {
  name: 'file-converter',
  description: 'Converts encoding, line ends or indentation of a text file',
  version: '1.0.0',
  category: 'filesystem',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'what to convert',
      required: true,
      choices: ['encoding', 'line_endings', 'indentation'],
    },
    { name: 'path', type: 'string', description: 'the file', required: true },
    { name: 'target_path', type: 'string', description: 'where the result goes; else into the file itself' },
    { name: 'from_encoding', type: 'string', description: 'of the file', default: 'utf-8', choices: ENCODINGS },
    { name: 'to_encoding', type: 'string', description: 'of the result', default: 'utf-8', choices: ENCODINGS },
    { name: 'line_ending', type: 'string', description: 'of the result', default: 'lf', choices: ['lf', 'crlf', 'cr'] },
    { name: 'convert_to_spaces', type: 'boolean', description: 'indentation by spaces, else tabs', default: true },
    { name: 'tab_size', type: 'integer', description: 'spaces of a tab', default: 4 },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const operation = requireText(fileConverter, parameters, 'operation');
    const path = requireText(fileConverter, parameters, 'path');
    const target = optionalText(fileConverter, parameters, 'target_path') ?? path;
    context.policy.checkWrite(target);
    const bytes = await readWhole(path, context);
    const how = {
      operation,
      from: operation === 'encoding' ? requireText(fileConverter, parameters, 'from_encoding') : 'utf-8',
      to: operation === 'encoding' ? requireText(fileConverter, parameters, 'to_encoding') : 'utf-8',
      lineEnd: requireText(fileConverter, parameters, 'line_ending'),
      usesSpaces: parameters['convert_to_spaces'] === true,
      tabSize: Math.min(Math.max(1, Number(parameters['tab_size'])), 64),
    };
    const converted = await pool.run('convertText', [bytes, how], limitsOf(parameters, context));
    const size = await writeWhole(target, converted, 'write', context);
    const message = `Converted ${operation} of ${path} into ${target}`;
    const result = { input_path: path, output_path: target, operation, size };
    return textOutput(message, { operation, success: true, message, result });
  },
};
