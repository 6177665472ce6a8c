// The tool `archive-handler`: what goes into an archive comes out of it, and what an archive must not do, it cannot.

import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import type { TarEntry } from 'modern-tar';
import yazl from 'yazl';
import { NO_PERMISSIONS } from '../../src/permissions/defaults.js';
import { createPolicy } from '../../src/permissions/policy.js';
import { BUILT_IN_TOOLS } from '../../src/services/tools/built-in-tools.js';
import { ToolRegistry } from '../../src/services/tools/tool-registry.js';
import type { ValueObject } from '../../src/services/value-kinds.js';
import { tempFolder } from '../support/temp-folder.js';

const outside = tempFolder().path;
const home = tempFolder().path;
mkdirSync(join(home, 'docs/deep'), { recursive: true });
writeFileSync(join(home, 'docs/a.txt'), 'first\n');
writeFileSync(join(home, 'docs/deep/ü.bin'), new Uint8Array([0, 255, 10]));
writeFileSync(join(home, 'docs/run.sh'), '#!/bin/sh\n');
chmodSync(join(home, 'docs/run.sh'), 0o755);
writeFileSync(join(outside, 'secret.txt'), 'secret');
symlinkSync(join(outside, 'secret.txt'), join(home, 'docs/link'));

const registry = new ToolRegistry(BUILT_IN_TOOLS);
const policy = createPolicy({ ...NO_PERMISSIONS, read: [home], write: [home] }, home);
const run = (parameters: ValueObject, signal = new AbortController().signal): Promise<ValueObject> =>
  registry.execute('archive-handler', parameters, { policy, signal });
const resultOf = async (parameters: ValueObject): Promise<ValueObject> =>
  (await run(parameters))['result'] as ValueObject;

let targets = 0;
const newTarget = (): string => `out${(targets += 1)}`;
const place = (name: string): string => join(home, name);

/** Refused, and nothing was written. */
async function refused(path: string, code: string, message: RegExp, target = newTarget()): Promise<void> {
  await assert.rejects(run({ operation: 'extract', path, target_path: target }), (error: Error & { code?: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
  assert.ok(!existsSync(place(target)) || readdirSync(place(target)).length === 0, `${path} left something behind`);
}

function zipOf(files: Readonly<Record<string, string | Buffer>>, mode = 0o100644): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, { mode });
  zip.end();
  return buffer(zip.outputStream);
}

const tarOf = (...entries: TarEntry[]): Promise<Uint8Array> => packTar(entries);
const file = (name: string, body: string): TarEntry => ({ header: { name, size: body.length, type: 'file' }, body });

/** Bytes with every `from` turned into `to` of the same length. */
function patched(bytes: Buffer, from: string, to: string): Buffer {
  assert.equal(from.length, to.length);
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}

describe('round trips', () => {
  for (const ending of ['zip', 'tar', 'tar.gz', 'tgz']) {
    test(ending, async () => {
      const path = `all.${ending}`;
      const answer = await run({ operation: 'create', path, input: ['docs'] });
      const names = ['docs/a.txt', 'docs/deep/ü.bin', 'docs/run.sh'];
      const size = statSync(place(path)).size;
      assert.equal(answer['text'], `Created ${path} with 3 files (${size} bytes)`);
      assert.deepEqual(answer['result'], {
        ...{ archive_path: path, archived_files: names, file_count: 3, total_size: 19, archive_size: size },
        compression_level: ending === 'tar' ? 0 : 6,
      });

      const listed = await resultOf({ operation: 'list', path });
      assert.deepEqual([listed['format'], listed['file_count']], [ending === 'tgz' ? 'tar.gz' : ending, 3]);
      const [first] = listed['files'] as ValueObject[];
      assert.deepEqual(
        [first?.['name'], first?.['type'], first?.['size'], first?.['encrypted']],
        ['docs/a.txt', 'file', 6, false],
      );
      const modified = statSync(place('docs/a.txt')).mtime;
      assert.equal(Date.parse(first?.['modified'] as string), Math.floor(modified.getTime() / 1000) * 1000);

      const target = newTarget();
      const unpacked = await run({ operation: 'extract', path, target_path: target });
      assert.equal(unpacked['text'], `Extracted 3 files (19 bytes) from ${path} to ${target}`);
      assert.deepEqual(unpacked['result'], {
        ...{ extracted_files: names, file_count: 3, total_size: 19, output_dir: target },
      });
      for (const name of names) assert.deepEqual(readFileSync(place(join(target, name))), readFileSync(place(name)));
      assert.deepEqual(readdirSync(place(join(target, 'docs'))).sort(), ['a.txt', 'deep', 'run.sh']);
      const isExecutable = (name: string): boolean => (statSync(place(join(target, name))).mode & 0o100) !== 0;
      assert.deepEqual([isExecutable('docs/run.sh'), isExecutable('docs/a.txt')], [true, false]);
    });
  }

  test('gz, which holds one file', async () => {
    const result = await resultOf({ operation: 'create', path: 'a.txt.gz', input: ['docs/a.txt'] });
    assert.deepEqual(result['archived_files'], ['docs/a.txt']);
    const listed = await resultOf({ operation: 'list', path: 'a.txt.gz' });
    assert.deepEqual(listed['files'], [{ name: 'a.txt', type: 'file', size: 6, encrypted: false }]);
    const target = newTarget();
    await run({ operation: 'extract', path: 'a.txt.gz', target_path: target });
    assert.equal(readFileSync(place(join(target, 'a.txt')), 'utf8'), 'first\n');
    await assert.rejects(run({ operation: 'create', path: 'b.gz', input: ['docs'] }), /a gz archive holds one file/);
  });

  test('what is there is overwritten, and an archive does not go into itself', async () => {
    writeFileSync(place('self.zip'), 'old');
    mkdirSync(place('self'));
    writeFileSync(place('self/x'), '1');
    await run({ operation: 'create', path: 'self/self.zip', input: ['self'] });
    writeFileSync(place('self/x'), '22');
    const again = await resultOf({ operation: 'create', path: 'self/self.zip', input: ['self'] });
    assert.deepEqual(again['archived_files'], ['self/x']);
    writeFileSync(place('self/x'), '333');
    await run({ operation: 'extract', path: 'self/self.zip', target_path: '.' });
    assert.equal(readFileSync(place('self/x'), 'utf8'), '22');
  });

  test('names in the archive: below the working directory as they are, of others the last part', async () => {
    mkdirSync(place('other/docs'), { recursive: true });
    writeFileSync(place('other/docs/a.txt'), 'other');
    const names = async (...input: string[]): Promise<unknown> =>
      (await resultOf({ operation: 'create', path: 'names.tar', input }))['archived_files'];
    assert.deepEqual(await names('./docs/../docs/a.txt', place('docs/deep')), ['docs/a.txt', 'deep/ü.bin']);
    await assert.rejects(names('docs/a.txt', place('other/docs')), { code: 'FILE_EXISTS' });
  });

  test('directories and empty archives', async () => {
    writeFileSync(place('dirs.tar'), await tarOf({ header: { name: 'empty/', size: 0, type: 'directory' } }));
    const target = newTarget();
    assert.equal((await resultOf({ operation: 'extract', path: 'dirs.tar', target_path: target }))['file_count'], 0);
    assert.ok(statSync(place(join(target, 'empty'))).isDirectory());
    writeFileSync(place('none.zip'), await zipOf({}));
    assert.deepEqual((await resultOf({ operation: 'list', path: 'none.zip' }))['files'], []);
  });
});

describe('what an archive must not do', () => {
  test('leave the directory', async () => {
    const zip = await zipOf({ 'fine.txt': '1', 'aa/evil.txt': '2' });
    writeFileSync(place('up.zip'), patched(zip, 'aa/evil', '../evil'));
    await refused('up.zip', 'ARCHIVE_UNSAFE', /'\.\.\/evil\.txt' leads out of the directory, which is not allowed$/);
    writeFileSync(place('root.zip'), patched(zip, 'aa/evil', '/aaevil'));
    await refused('root.zip', 'ARCHIVE_UNSAFE', /is an absolute path/);
    writeFileSync(place('back.zip'), patched(zip, 'aa/evil', '..\\evil'));
    await refused('back.zip', 'ARCHIVE_UNSAFE', /leads out/);
    writeFileSync(place('drive.zip'), patched(zip, 'aa/evil', 'C:/evil'));
    await refused('drive.zip', 'ARCHIVE_UNSAFE', /is an absolute path/);
    for (const [name, problem] of [
      ['a/../../evil', /leads out/],
      ['/evil', /absolute/],
    ] as const) {
      const bytes = await tarOf(file('fine.txt', '1'), file(name, '2'));
      for (const [path, content] of [
        ['up.tar', bytes],
        ['up.tar.gz', gzipSync(bytes)],
      ] as const) {
        writeFileSync(place(path), content);
        await refused(path, 'ARCHIVE_UNSAFE', problem);
      }
    }
    assert.deepEqual((await resultOf({ operation: 'list', path: 'up.zip' }))['file_count'], 2);
  });

  test('bring links and devices', async () => {
    writeFileSync(place('link.zip'), await zipOf({ link: '/etc/passwd' }, 0o120777));
    await refused('link.zip', 'ARCHIVE_UNSAFE', /'link' is a link/);
    for (const type of ['symlink', 'link'] as const) {
      const link = { header: { name: 'x', size: 0, type, linkname: '/etc' } };
      writeFileSync(place('link.tar'), await tarOf(file('fine', '1'), link, file('x/passwd', '2')));
      await refused('link.tar', 'ARCHIVE_UNSAFE', /'x' is a link/);
    }
    writeFileSync(place('pipe.tar'), await tarOf({ header: { name: 'x', size: 0, type: 'fifo' } }));
    await refused('pipe.tar', 'ARCHIVE_UNSAFE', /is a device or a pipe/);
  });

  test('follow links that are in the directory already', async () => {
    const [target, inner] = [newTarget(), newTarget()];
    mkdirSync(place(target));
    mkdirSync(place(inner));
    symlinkSync(outside, place(join(target, 'away')));
    symlinkSync(place(inner), place(join(target, 'beside')));
    writeFileSync(place('away.tar'), await tarOf(file('away/new.txt', '1')));
    await assert.rejects(run({ operation: 'extract', path: 'away.tar', target_path: target }), {
      code: 'PERMISSION_WRITE',
    });
    writeFileSync(place('beside.tar'), await tarOf(file('beside/new.txt', '1')));
    await assert.rejects(run({ operation: 'extract', path: 'beside.tar', target_path: target }), {
      code: 'ARCHIVE_UNSAFE',
      message: /would follow a link out of the directory/,
    });
    assert.deepEqual([readdirSync(outside), readdirSync(place(inner))], [['secret.txt'], []]);
  });

  test('fill the disk', async () => {
    const bomb = await zipOf({ zeros: Buffer.alloc(1000) });
    bomb.writeUInt32LE(33 * 1024 * 1024, bomb.indexOf('PK\x01\x02') + 24);
    writeFileSync(place('bomb.zip'), bomb);
    await refused('bomb.zip', 'ARCHIVE_TOO_LARGE', /unpacks to more than 200 times its size/);
    const member = gzipSync(Buffer.alloc(1024 * 1024));
    writeFileSync(place('zeros.gz'), Buffer.concat(Array<Buffer>(33).fill(member)));
    await refused('zeros.gz', 'ARCHIVE_TOO_LARGE', /200 times/);
    await assert.rejects(run({ operation: 'list', path: 'zeros.gz' }), { code: 'ARCHIVE_TOO_LARGE' });
    const header = Buffer.from(await tarOf(file('x', ''))).subarray(0, 512);
    writeFileSync(place('many.tar'), Buffer.concat([...Array<Buffer>(10_001).fill(header), Buffer.alloc(1024)]));
    await refused('many.tar', 'ARCHIVE_TOO_LARGE', /more than 10000 entries/);
  });

  test('lie about sizes and contents', async () => {
    const zip = await zipOf({ 'a.txt': Buffer.from('content that is stored, '.repeat(20)) });
    const size = zip.readUInt32LE(zip.indexOf('PK\x01\x02') + 24);
    const lie = Buffer.from(zip);
    lie.writeUInt32LE(size - 7, zip.indexOf('PK\x01\x02') + 24);
    writeFileSync(place('lie.zip'), lie);
    await refused('lie.zip', 'ARCHIVE_DAMAGED', /too many bytes/);
    const other = Buffer.from(zip);
    other.writeUInt32LE(1, zip.indexOf('PK\x01\x02') + 16);
    writeFileSync(place('sum.zip'), other);
    await refused('sum.zip', 'ARCHIVE_DAMAGED', /'a\.txt' is not what its checksum says/);
  });
});

describe('what cannot be unpacked', () => {
  test('is encrypted', async () => {
    const zip = await zipOf({ 'a.txt': '1' });
    const [local, central] = [zip.indexOf('PK\x03\x04'), zip.indexOf('PK\x01\x02')];
    zip.writeUInt16LE(zip.readUInt16LE(local + 6) | 1, local + 6);
    zip.writeUInt16LE(zip.readUInt16LE(central + 8) | 1, central + 8);
    writeFileSync(place('locked.zip'), zip);
    await refused('locked.zip', 'ARCHIVE_ENCRYPTED', /the entry 'a\.txt' is encrypted/);
    const listed = await resultOf({ operation: 'list', path: 'locked.zip' });
    assert.equal((listed['files'] as ValueObject[])[0]?.['encrypted'], true);
  });

  test('is packed in an unknown way', async () => {
    const zip = await zipOf({ 'a.txt': 'x'.repeat(100) });
    zip.writeUInt16LE(99, zip.indexOf('PK\x01\x02') + 10);
    writeFileSync(place('odd.zip'), zip);
    await refused('odd.zip', 'ARCHIVE_FORMAT', /packed in a way that is not known \(99\)/);
  });

  test('is cut off', async () => {
    const zip = await zipOf({ 'a.txt': 'x'.repeat(3000) });
    const tar = Buffer.from(await tarOf(file('a.txt', 'x'.repeat(3000))));
    const tgz = gzipSync(tar);
    for (const [name, whole] of [
      ['cut.zip', zip],
      ['cut.tar', tar],
      ['cut.tgz', tgz],
      ['cut.gz', tgz],
    ] as const) {
      for (const part of [0.3, 0.6, 0.95]) {
        writeFileSync(place(name), whole.subarray(0, Math.floor(whole.length * part)));
        await refused(name, 'ARCHIVE_DAMAGED', /it is cut off, or damaged|it is damaged/);
      }
    }
    writeFileSync(place('empty.zip'), '');
    await refused('empty.zip', 'ARCHIVE_DAMAGED', /it is empty/);
  });

  test('is no archive', async () => {
    await refused('docs/a.txt', 'ARCHIVE_FORMAT', /no archive of a known format/);
    writeFileSync(place('text.tar'), 'not a tar archive at all'.repeat(100));
    await refused('text.tar', 'ARCHIVE_DAMAGED', /./);
    await assert.rejects(run({ operation: 'create', path: 'x.rar', input: ['docs'] }), {
      code: 'TOOL_PARAMETER',
      message: /its ending names no format/,
    });
  });
});

describe('permissions and parameters', () => {
  test('reading, unpacking and writing elsewhere', async () => {
    writeFileSync(join(outside, 'theirs.zip'), await zipOf({ a: '1' }));
    const theirs = join(outside, 'theirs.zip');
    await assert.rejects(run({ operation: 'list', path: theirs }), { code: 'PERMISSION_READ' });
    symlinkSync(theirs, place('theirs.zip'));
    await assert.rejects(run({ operation: 'list', path: 'theirs.zip' }), { code: 'PERMISSION_READ' });
    const path = 'mine.tar';
    writeFileSync(place(path), await tarOf(file('a', '1')));
    await assert.rejects(run({ operation: 'extract', path, target_path: outside }), { code: 'PERMISSION_WRITE' });
    const create = (archive: string, input: string[]): Promise<ValueObject> =>
      run({ operation: 'create', path: archive, input });
    await assert.rejects(create(join(outside, 'new.zip'), ['docs']), { code: 'PERMISSION_WRITE' });
    await assert.rejects(create('new.zip', [join(outside, 'secret.txt')]), { code: 'PERMISSION_READ' });
    await assert.rejects(create('new.zip', ['docs/link']), { code: 'PERMISSION_READ' });
    assert.ok(!existsSync(place('new.zip')));
  });

  test('what is missing', async () => {
    await assert.rejects(run({ operation: 'extract', path: 'mine.tar' }), /Missing required parameter 'target_path'/);
    await assert.rejects(run({ operation: 'create', path: 'x.zip' }), /Missing required parameter 'input'/);
    await assert.rejects(run({ operation: 'create', path: 'x.zip', input: [1] }), /expected paths/);
    await assert.rejects(run({ operation: 'create', path: 'x.zip', input: ['nowhere'] }), { code: 'FILE_NOT_FOUND' });
    await assert.rejects(run({ operation: 'list', path: 'nowhere.zip' }), { code: 'FILE_NOT_FOUND' });
    await assert.rejects(run({ operation: 'list', path: 'docs' }), { code: 'FILE_IS_DIRECTORY' });
  });

  test('an interruption ends the work and leaves no half archive', async () => {
    const ended = AbortSignal.abort();
    await assert.rejects(run({ operation: 'create', path: 'ended.zip', input: ['docs'] }, ended));
    await assert.rejects(run({ operation: 'list', path: 'mine.tar' }, ended));
    assert.ok(!existsSync(place('ended.zip')));
  });
});
