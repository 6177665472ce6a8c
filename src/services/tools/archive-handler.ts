// The tool `archive-handler`: lists, unpacks and makes archives, behind the permissions. Control thread; unpacking is done by Node's own threads.

import type { ArchiveFormat } from '../archives/archive.js';
import type { SurveyedEntry } from '../archives/archive-survey.js';
import { counted } from '../counted.js';
import type { Output } from '../output-table.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter, missingParameter, optionalText, requireText } from './parameters.js';
import { textOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';

export const archiveHandler: Tool = {
  name: 'archive-handler',
  description: 'Lists, unpacks and creates archives: zip, tar, tar.gz and gz',
  version: '1.0.0',
  category: 'filesystem',
  parameters: [
    {
      name: 'operation',
      type: 'string',
      description: 'what to do',
      required: true,
      choices: ['extract', 'create', 'list'],
      aliases: { unpack: 'extract', pack: 'create' },
    },
    { name: 'path', type: 'string', description: 'the archive', required: true },
    { name: 'target_path', type: 'string', description: 'of extract: the directory, made where it is missing' },
    { name: 'input', type: 'array', description: 'of create: paths of files and directories' },
  ],
  execute: (parameters, context) => {
    const path = requireText(archiveHandler, parameters, 'path');
    switch (requireText(archiveHandler, parameters, 'operation')) {
      case 'extract':
        return extract(path, parameters, context);
      case 'create':
        return create(path, parameters, context);
      default:
        return list(path, context);
    }
  },
};

async function extract(path: string, parameters: ValueObject, context: ToolContext): Promise<Output> {
  const target = optionalText(archiveHandler, parameters, 'target_path');
  if (target === undefined) throw missingParameter(archiveHandler, 'target_path');
  const [{ withArchive }, { unpackArchive }] = await Promise.all([
    import('../archives/open-archive.js'),
    import('../archives/unpack-archive.js'),
  ]);
  const { files, size } = await withArchive(path, context, (archive) => unpackArchive(archive, path, target, context));
  const result = { extracted_files: files, file_count: files.length, total_size: size, output_dir: target };
  return answer(
    'extract',
    `Extracted ${counted(files.length, 'file')} (${counted(size, 'byte')}) from ${path} to ${target}`,
    result,
  );
}

async function list(path: string, context: ToolContext): Promise<Output> {
  const [{ withArchive }, { survey }] = await Promise.all([
    import('../archives/open-archive.js'),
    import('../archives/archive-survey.js'),
  ]);
  const result = await withArchive(path, context, async (archive) => {
    const entries = await survey(archive, path, context.signal);
    return { format: archive.format, files: entries.map(describe), file_count: entries.length };
  });
  return answer('list', `Found ${counted(result.file_count, 'entry', 'entries')} in ${path}`, result);
}

function describe({ entry, size }: SurveyedEntry): ValueObject {
  return compact({
    name: entry.name,
    type: entry.type,
    size,
    compressed_size: entry.packedSize,
    modified: validTime(entry.modified),
    encrypted: entry.isEncrypted,
  });
}

/** Archives may hold any number as a time. */
function validTime(time: Date | undefined): string | undefined {
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

async function create(path: string, parameters: ValueObject, context: ToolContext): Promise<Output> {
  const format = formatByName(path);
  const paths = pathsOf(parameters);
  const target = context.policy.checkWrite(path);
  const [{ archiveInputs }, { COMPRESSION_LEVEL, packArchive }] = await Promise.all([
    import('../archives/archive-inputs.js'),
    import('../archives/pack-archive.js'),
  ]);
  const inputs = await archiveInputs(paths, target, context);
  if (inputs.length === 0) throw badParameter(archiveHandler, 'input', 'there is no file in it', 'name files');
  if (format === 'gz' && inputs.length > 1) {
    throw badParameter(archiveHandler, 'input', 'a gz archive holds one file', 'make a tar.gz archive of several');
  }
  const size = await packArchive(format, target, inputs, context);
  const files = inputs.map(({ name }) => name);
  const total = inputs.reduce((sum, input) => sum + input.size, 0);
  return answer('create', `Created ${path} with ${counted(files.length, 'file')} (${counted(size, 'byte')})`, {
    ...{ archive_path: path, archived_files: files, file_count: files.length, total_size: total },
    ...{ archive_size: size, compression_level: format === 'tar' ? 0 : COMPRESSION_LEVEL },
  });
}

function formatByName(path: string): ArchiveFormat {
  if (/\.zip$/i.test(path)) return 'zip';
  if (/\.tar$/i.test(path)) return 'tar';
  if (/\.(tar\.gz|tgz)$/i.test(path)) return 'tar.gz';
  if (/\.gz$/i.test(path)) return 'gz';
  throw badParameter(archiveHandler, 'path', 'its ending names no format', 'end it with .zip, .tar, .tar.gz or .gz');
}

function pathsOf(parameters: ValueObject): readonly string[] {
  const given = parameters['input'];
  if (given === undefined) throw missingParameter(archiveHandler, 'input');
  const paths = (given as readonly unknown[]).filter((path) => typeof path === 'string');
  if (paths.length === (given as readonly unknown[]).length && paths.length > 0) return paths;
  throw badParameter(archiveHandler, 'input', 'expected paths', 'pass an array with at least one path');
}

function answer(operation: string, message: string, result: ValueObject): Promise<Output> {
  return Promise.resolve(textOutput(message, { operation, success: true, message, result }));
}
