// Finds a kernel by what people call it: its id or the beginning of it, HOST:PORT, or its connection file. Control thread.

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { SpellError } from '../base/errors.js';
import { jupyterRuntimeFolder, kernelFolder } from './kernel-folder.js';
import type { KernelFile } from './kernel-files.js';
import { idOf, isStale, listKernels, readKernelFile, removeKernelFile } from './kernel-files.js';
import { lastKernel } from './last-kernel.js';

const LIST = 'llmspell kernel list shows the kernels that run';

/**
 * @param address an id or the beginning of one (also of Jupyter's kernels), HOST:PORT of this machine, or the path of a connection file,
 *   as a name alone also one in the folders of kernels. Without one: the kernel that was connected to last, else the only one
 * @throws SpellError `KERNEL_NOT_FOUND`, `KERNEL_AMBIGUOUS`, `CONNECTION_FILE`
 */
export async function findKernel(address?: string): Promise<KernelFile> {
  if (address === undefined) return defaultKernel();
  const hostPort = /^(\[[\da-f:.]+\]|[^:/\\]+):(\d{1,5})$/i.exec(address);
  if (hostPort !== null) return byPort(address, hostPort[1]!.replace(/^\[|\]$/g, ''), Number(hostPort[2]));
  if (/[/\\]/.test(address) || address.endsWith('.json')) return byPath(address);
  return byId(address);
}

async function defaultKernel(): Promise<KernelFile> {
  const last = await lastKernel();
  if (last !== undefined) return last;
  const kernels = await listKernels();
  if (kernels.length > 1) throw ambiguous('several kernels run', kernels);
  return kernels[0] ?? missing('no kernel runs', 'start one: llmspell kernel start --daemon');
}

async function byId(id: string): Promise<KernelFile> {
  const kernels = await listKernels();
  const exact = kernels.find((kernel) => kernel.id === id);
  if (exact !== undefined) return exact;
  const own = kernels.filter((kernel) => kernel.id.startsWith(id));
  const found = own.length > 0 ? own : await jupyterKernels(id);
  if (found.length > 1) throw ambiguous(`'${id}' begins the name of several kernels`, found);
  return found[0] ?? missing(`no kernel '${id}' runs`, LIST);
}

/** A name without folder is looked for where kernels put their files. */
async function byPath(path: string): Promise<KernelFile> {
  const folders = /[/\\]/.test(path) ? [] : [kernelFolder(), jupyterRuntimeFolder()];
  const places = [resolve(path), ...folders.map((folder) => join(folder, path))];
  const file = await readKernelFile(places.find((place) => existsSync(place)) ?? path);
  if (!(await isStale(file))) return file;
  await removeKernelFile(file);
  return missing(`the kernel of '${path}' is gone: it ended without removing the file`, LIST);
}

async function byPort(address: string, host: string, port: number): Promise<KernelFile> {
  const kernels = [...(await listKernels()), ...(await jupyterKernels(''))];
  const found = kernels.find(({ connection }) => fits(host, connection.ip) && portsOf(connection).includes(port));
  if (found !== undefined) return found;
  if (isHere(host)) return missing(`no kernel listens at ${address}`, `${LIST}; a kernel needs its connection file`);
  return missing(
    `no connection file of a kernel at ${address} is here, and without its key nobody is served`,
    'copy the connection file from the other machine and give its path; if ports are forwarded, set its ip to 127.0.0.1',
  );
}

/** Of those that Jupyter started nobody knows the process: their files count as they are. */
async function jupyterKernels(prefix: string): Promise<readonly KernelFile[]> {
  const folder = jupyterRuntimeFolder();
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => /^kernel-.+\.json$/.test(name) && idOf(name).startsWith(prefix),
  );
  const files = await Promise.all(names.map(async (name) => readKernelFile(join(folder, name)).catch(() => undefined)));
  return files.filter((file) => file !== undefined);
}

function portsOf(connection: KernelFile['connection']): number[] {
  if (connection.transport === 'ipc') return [];
  const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
  return [shell_port, iopub_port, stdin_port, control_port, hb_port];
}

/** Kernels that listen everywhere (0.0.0.0) are reached by any name of this machine. */
function fits(host: string, ip: string): boolean {
  return host === ip || (isHere(host) && (isHere(ip) || ip === '0.0.0.0' || ip === '::'));
}

function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === hostname() || host.startsWith('127.');
}

function missing(message: string, help: string): never {
  throw new SpellError('KERNEL_NOT_FOUND', message, { help });
}

function ambiguous(problem: string, kernels: readonly KernelFile[]): SpellError {
  return new SpellError('KERNEL_AMBIGUOUS', `${problem}: ${kernels.map(({ id }) => id).join(', ')}`, {
    help: 'name one of them, or make it the one that is meant: llmspell kernel connect ID',
  });
}
