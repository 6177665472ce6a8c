// The tool `hash-calculator`: hashes of text and files, and comparison with an expected one. Control thread; the hashing
// of a file is spread over its chunks.

import type { FileHandle } from 'node:fs/promises';
import type { ValueObject } from '../value-kinds.js';
import { openForReading } from './files.js';
import { badParameter, requireBytes, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;
const FORMATS = ['hex', 'base64'] as const;
type Format = (typeof FORMATS)[number];

export const hashCalculator: Tool = {
  name: 'hash-calculator',
  description: 'Computes and verifies hashes of text and files',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'hash, or verify against expected_hash',
      required: true,
      choices: ['hash', 'verify'],
    },
    { name: 'algorithm', type: 'string', description: 'the hash function', default: 'sha256', choices: ALGORITHMS },
    {
      name: 'input_type',
      type: 'string',
      description: 'string (parameter input) or file (parameter file)',
      default: 'string',
      choices: ['string', 'file'],
    },
    { name: 'input', type: 'string', description: 'the text or bytes to hash' },
    { name: 'file', type: 'string', description: 'path of the file to hash' },
    { name: 'format', type: 'string', description: 'how the hash is written', default: 'hex', choices: FORMATS },
    { name: 'expected_hash', type: 'string', description: 'what verify compares with' },
    {
      name: 'expected_format',
      type: 'string',
      description: 'how expected_hash is written',
      default: 'hex',
      choices: FORMATS,
    },
  ],
  execute: async (parameters, context) => {
    const algorithm = requireText(hashCalculator, parameters, 'algorithm');
    if (parameters['operation'] === 'verify') {
      const expected = decodeExpected(parameters);
      return verify(algorithm, expected, await digest(algorithm, parameters, context), formatOf(parameters, 'format'));
    }
    const format = formatOf(parameters, 'format');
    const hash = (await digest(algorithm, parameters, context)).toString(format);
    return responseOutput({ operation: 'hash', success: true, result: { algorithm, hash, format } });
  },
};

function formatOf(parameters: ValueObject, name: string): Format {
  return parameters[name] === 'base64' ? 'base64' : 'hex';
}

function decodeExpected(parameters: ValueObject): Buffer {
  const text = requireText(hashCalculator, parameters, 'expected_hash').trim();
  const format = formatOf(parameters, 'expected_format');
  const isValid = format === 'hex' ? /^([0-9a-f]{2})+$/i.test(text) : /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (isValid) return Buffer.from(text, format);
  throw badParameter(hashCalculator, 'expected_hash', `it is not ${format}`, 'set expected_format to hex or base64');
}

function verify(
  algorithm: string,
  expected: Buffer,
  actual: Buffer,
  format: Format,
): ReturnType<typeof responseOutput> {
  const verified = expected.equals(actual);
  const result = { verified, algorithm, expected: expected.toString(format), actual: actual.toString(format) };
  const message = verified ? 'The hash matches' : 'The hash does not match';
  return responseOutput({ operation: 'verify', success: true, message, result });
}

async function digest(algorithm: string, parameters: ValueObject, context: ToolContext): Promise<Buffer> {
  const { createHash } = await import('node:crypto');
  const hash = createHash(algorithm);
  if (parameters['input_type'] !== 'file')
    return hash.update(requireBytes(hashCalculator, parameters, 'input')).digest();
  const file = await openForReading(requireText(hashCalculator, parameters, 'file'), context);
  try {
    for await (const chunk of chunksOf(file, context.signal)) hash.update(chunk);
  } finally {
    await file.close();
  }
  return hash.digest();
}

async function* chunksOf(file: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(256 * 1024);
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
