// Reads a secret: at a terminal without showing it, else the first line of standard input. Control thread.

import { SpellError } from '../../base/errors.js';

const MAX_CHARACTERS = 16_384;

/** @throws SpellError `USAGE` where it is given up, or too long */
export async function readSecret(prompt: string): Promise<string> {
  return process.stdin.isTTY ? askHidden(prompt) : readLine();
}

async function readLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MAX_CHARACTERS) throw new SpellError('USAGE', 'what stands on standard input is no key');
  }
  return text.split(/\r?\n/)[0] ?? '';
}

/** The terminal is raw meanwhile, so that it echoes nothing. */
async function askHidden(prompt: string): Promise<string> {
  const { stdin } = process;
  process.stderr.write(prompt);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  try {
    return await typedLine();
  } finally {
    stdin.setRawMode(false).pause();
    process.stderr.write('\n');
  }
}

async function typedLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.iterator({ destroyOnReturn: false })) {
    // A key that is pasted may come in brackets, where the terminal says so.
    for (const character of String(chunk).replace(/\x1b\[20[01]~/g, '')) {
      if (character === '\r' || character === '\n') return text;
      if (character === '\x03' || character === '\x04') throw new SpellError('USAGE', 'no key was given');
      if (character === '\x7f' || character === '\b') text = text.slice(0, -1);
      else if (text.length < MAX_CHARACTERS) text += character;
    }
  }
  return text;
}
