// The tool `base64-encoder`: base64 of text, bytes and files, and back. Control thread.

import { isUtf8 } from 'node:buffer';
import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';
import { readWhole, writeWhole } from './files.js';
import { badParameter, optionalText, requireBytes, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

export const base64Encoder: Tool = {
  name: 'base64-encoder',
  description: 'Encodes text, bytes and files as base64, and decodes them',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'encode or decode',
      required: true,
      choices: ['encode', 'decode'],
    },
    { name: 'input', type: 'string', description: 'the text or bytes, or the base64 to decode' },
    { name: 'input_file', type: 'string', description: 'path of a file to read instead of input' },
    { name: 'output_file', type: 'string', description: 'path of a file to write the result to' },
    {
      name: 'variant',
      type: 'string',
      description: 'the alphabet',
      default: 'standard',
      choices: ['standard', 'url-safe'],
    },
    {
      name: 'binary_input',
      type: 'boolean',
      description: 'the input is bytes; encoding works the same',
      default: false,
    },
  ],
  execute: async (parameters, context) => {
    const input = await readInput(parameters, context);
    const isUrlSafe = parameters['variant'] === 'url-safe';
    if (parameters['operation'] === 'decode')
      return answer('decode', decode(input.toString('latin1'), isUrlSafe), parameters, context);
    return answer('encode', Buffer.from(input.toString(isUrlSafe ? 'base64url' : 'base64')), parameters, context);
  },
};

async function readInput(parameters: ValueObject, context: ToolContext): Promise<Buffer> {
  const file = optionalText(base64Encoder, parameters, 'input_file');
  if (file !== undefined) return readWhole(file, context);
  return Buffer.from(requireBytes(base64Encoder, parameters, 'input'));
}

function decode(input: string, isUrlSafe: boolean): Buffer {
  const text = input.replace(/\s/g, '');
  const alphabet = isUrlSafe ? /^[A-Za-z0-9_-]*={0,2}$/ : /^[A-Za-z0-9+/]*={0,2}$/;
  if (!alphabet.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    const help = isUrlSafe ? 'leave variant out for + and /' : "pass variant = 'url-safe' for - and _";
    throw badParameter(base64Encoder, 'input', 'it is not base64', help);
  }
  return Buffer.from(text, 'base64');
}

async function answer(
  operation: string,
  bytes: Buffer,
  parameters: ValueObject,
  context: ToolContext,
): Promise<Output> {
  const variant = requireText(base64Encoder, parameters, 'variant');
  const target = optionalText(base64Encoder, parameters, 'output_file');
  if (target !== undefined) {
    const size = await writeWhole(target, bytes, 'write', context);
    const message = `Wrote ${size} bytes to ${target}`;
    return responseOutput({ operation, success: true, message, result: { output_file: target, size, variant } });
  }
  const isText = isUtf8(bytes);
  const output = isText ? bytes.toString() : new Uint8Array(bytes);
  const same = operation === 'encode' ? { encoded: output } : { decoded: output };
  const result = { output, ...same, variant, binary: !isText };
  if (isText) return responseOutput({ operation, success: true, result });
  return { text: output, fields: { operation, success: true, result } };
}
