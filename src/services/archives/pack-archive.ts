// Writes archives. Files are read as they go in; an archive that fails half-way is removed. Control thread.

import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { TarHeader, TarPackController } from 'modern-tar';
import { fileError, openForReading, withPath } from '../tools/files.js';
import type { ToolContext } from '../tools/tool.js';
import type { ArchiveInput } from './archive-inputs.js';
import type { ArchiveFormat } from './archive.js';

/** Of zip and gzip. */
export const COMPRESSION_LEVEL = 6;

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * @param target checked and resolved
 * @returns the size of the archive
 * @throws SpellError `FILE_*`
 */
export async function packArchive(
  format: ArchiveFormat,
  target: string,
  inputs: readonly ArchiveInput[],
  context: ToolContext,
): Promise<number> {
  const file = await withPath('write', target, () => open(target, FLAGS));
  try {
    await withPath('write', target, () => pack(format, file, inputs, context));
    return (await file.stat()).size;
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function pack(
  format: ArchiveFormat,
  file: FileHandle,
  inputs: readonly ArchiveInput[],
  context: ToolContext,
): Promise<void> {
  const output = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of bytes) await file.writeFile(chunk);
  };
  const { signal } = context;
  const gzip = createGzip({ level: COMPRESSION_LEVEL });
  switch (format) {
    case 'zip':
      return pipeline(await zipStream(inputs, context), output, { signal });
    case 'tar':
      return pipeline(await tarStream(inputs, context), output, { signal });
    case 'tar.gz':
      return pipeline(await tarStream(inputs, context), gzip, output, { signal });
    case 'gz':
      return pipeline(Readable.from(contentOf(inputs[0]!, context)), gzip, output, { signal });
  }
}

async function zipStream(inputs: readonly ArchiveInput[], context: ToolContext): Promise<Readable> {
  const { ZipFile } = (await import('yazl')).default;
  const zip = new ZipFile();
  const bytes = new PassThrough();
  zip.on('error', (error: Error) => bytes.destroy(error));
  const options = { compressionLevel: COMPRESSION_LEVEL };
  for (const input of inputs) {
    const entry = { ...options, size: input.size, mtime: input.modified, mode: modeOf(input) };
    zip.addReadStreamLazy(input.name, entry, (give) => {
      give(null, Readable.from(contentOf(input, context)));
    });
  }
  zip.end();
  zip.outputStream.pipe(bytes);
  return bytes;
}

async function tarStream(inputs: readonly ArchiveInput[], context: ToolContext): Promise<Readable> {
  const { createTarPacker } = await import('modern-tar');
  const { readable, controller } = createTarPacker();
  // What fails, fails the stream: whoever reads it learns of it there.
  void addAll(controller, inputs, context).catch((error: unknown) => controller.error(error));
  return Readable.from(readable);
}

async function addAll(
  controller: TarPackController,
  inputs: readonly ArchiveInput[],
  context: ToolContext,
): Promise<void> {
  for (const input of inputs) {
    const writer = controller.add(headerOf(input)).getWriter();
    for await (const chunk of contentOf(input, context)) await writer.write(chunk);
    await writer.close();
  }
  controller.finalize();
}

function headerOf(input: ArchiveInput): TarHeader {
  return { name: input.name, size: input.size, type: 'file', mtime: input.modified, mode: modeOf(input) & 0o777 };
}

/** Of a regular file; who may read it here is nobody's business elsewhere. */
function modeOf({ isExecutable }: ArchiveInput): number {
  return isExecutable ? 0o100755 : 0o100644;
}

/** As many bytes as the file had when it was found: the archive says so before they come. */
async function* contentOf({ path, size }: ArchiveInput, context: ToolContext): AsyncGenerator<Uint8Array> {
  const file = await openForReading(path, context);
  try {
    let left = size;
    while (left > 0) {
      context.signal.throwIfAborted();
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(left, 256 * 1024)));
      if (bytesRead === 0) throw changed(path);
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function changed(path: string): Error {
  return fileError('FILE_ERROR', `cannot archive '${path}': it became shorter while it was read`, 'try again', path);
}
