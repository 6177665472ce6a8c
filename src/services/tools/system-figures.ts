// Figures of the machine as the operating system gives them. Control thread.

import { readdir, statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem, uptime } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Value } from '../../base/values.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

/** @param directory on the disk that is told of */
export async function describeSystem(operation: string, directory: string, signal: AbortSignal): Promise<ValueObject> {
  switch (operation) {
    case 'cpu':
      return describeCpu(signal);
    case 'memory':
      return describeMemory();
    case 'disk':
      return { disk_usage: await describeDisk(directory) };
    default:
      return describeAll(directory, signal);
  }
}

async function describeAll(directory: string, signal: AbortSignal): Promise<ValueObject> {
  const [cpu, memory, disk] = [await describeCpu(signal), describeMemory(), await describeDisk(directory)];
  const seconds = Math.floor(uptime());
  return compact({
    ...cpu,
    ...memory,
    disk_usage: disk,
    uptime_seconds: seconds,
    process_count: await countProcesses(),
    formatted: {
      cpu_usage: inPercent(cpu['cpu_usage_percent']),
      total_memory: inGib(memory['total_memory_bytes']),
      used_memory: inGib(memory['used_memory_bytes']),
      available_memory: inGib(memory['available_memory_bytes']),
      memory_usage: inPercent(memory['memory_usage_percent']),
      disk_usage: inPercent(disk[0]?.['usage_percent']),
      uptime: `${Math.floor(seconds / 86_400)}d ${Math.floor(seconds / 3600) % 24}h ${Math.floor(seconds / 60) % 60}m`,
    },
  });
}

const inPercent = (value: Value): string => `${Number(value).toFixed(1)}%`;
const inGib = (bytes: Value): string => `${(Number(bytes) / 1024 ** 3).toFixed(2)} GiB`;

const SAMPLE_MS = 100;

/** What was done between two looks; since the machine started it would say little. */
async function describeCpu(signal: AbortSignal): Promise<ValueObject> {
  const before = cpuTimes();
  await setTimeout(SAMPLE_MS, undefined, { signal });
  const after = cpuTimes();
  const total = after.total - before.total;
  const usage = total === 0 ? 0 : 100 * (1 - (after.idle - before.idle) / total);
  return { cpu_usage_percent: usage, cpu_count: cpus().length, load_average: loadavg() };
}

function cpuTimes(): { total: number; idle: number } {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
  return { total: sum(times.flatMap((each) => Object.values(each))), idle: sum(times.map(({ idle }) => idle)) };
}

function describeMemory(): ValueObject {
  const [total, free] = [totalmem(), freemem()];
  return {
    total_memory_bytes: total,
    used_memory_bytes: total - free,
    available_memory_bytes: free,
    memory_usage_percent: (100 * (total - free)) / total,
  };
}

async function describeDisk(directory: string): Promise<readonly ValueObject[]> {
  const { blocks, bfree, bavail, bsize } = await statfs(directory);
  const [total, used] = [blocks * bsize, (blocks - bfree) * bsize];
  return [
    {
      path: directory,
      total_bytes: total,
      used_bytes: used,
      available_bytes: bavail * bsize,
      usage_percent: total === 0 ? 0 : (100 * used) / total,
    },
  ];
}

/** Where the operating system has no /proc it is not told. */
async function countProcesses(): Promise<number | undefined> {
  try {
    return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).length;
  } catch {
    return undefined;
  }
}
