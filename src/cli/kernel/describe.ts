// How kernels are shown to people. Any thread.

import type { Connection } from '../../protocol/connection-file.js';

/** `127.0.0.1:5555-5559`, or the ports one by one; `PATH-1...` of ipc. */
export function describeAddress(connection: Connection): string {
  const { transport, ip, shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
  if (transport === 'ipc') return `ipc://${ip}-${shell_port}`;
  const ports = [shell_port, iopub_port, stdin_port, control_port, hb_port];
  const isRow = ports.every((port, index) => port === shell_port + index);
  return `${ip.includes(':') ? `[${ip}]` : ip}:${isRow ? `${shell_port}-${hb_port}` : ports.join(',')}`;
}

/** `3 d 4 h`, `12 min`, `8 s`: the two largest units. */
export function describeDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units = [
    ['d', Math.floor(seconds / 86_400)],
    ['h', Math.floor(seconds / 3600) % 24],
    ['min', Math.floor(seconds / 60) % 60],
    ['s', seconds % 60],
  ] as const;
  const first = units.findIndex(([, count]) => count > 0);
  const shown = first === -1 ? units.slice(-1) : units.slice(first, first + 2).filter(([, count]) => count > 0);
  return shown.map(([unit, count]) => `${count} ${unit}`).join(' ');
}

/** `68 MB`, of 10^6 bytes; less than one in kB. */
export function describeBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return `${Math.round(bytes / 1e6)} MB`;
}

/** Columns of the same width, without spaces at the end. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
