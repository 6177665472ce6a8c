// The small CommonJS files that start a thread: each compiles its bundle with the code that V8 made of it during the build, where this
// V8 takes it, and without it otherwise. CommonJS, because loading the loader of modules takes each thread some milliseconds.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} dist holds the bundles
 * @param {readonly string[]} names of the bundles, that of the command first
 * @param {readonly string[]} run arguments of the command: functions that this run calls are in the caches
 */
export function writeStarters(dist, names, run = ['exec', 'print(1)']) {
  const write = (record) => {
    for (const name of names) writeFileSync(join(dist, `${name}.cjs`), starter(name, record));
  };
  write(RECORD);
  const { status, stderr } = spawnSync(process.execPath, [join(dist, `${names[0]}.cjs`), ...run], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the built command does not run: ${stderr}`);
  write('');
}

/** V8 checks its version, its options and the length of the source, and compiles anew where they differ. Bundles are ASCII. */
const starter = (name, record) => `#!/usr/bin/env node
'use strict';
const { readFileSync } = require('fs');
const { pathToFileURL } = require('url');
const { Script } = require('vm');
const file = __dirname + '/${name}.bundle.js';
let cachedData;
try {
  cachedData = readFileSync(__dirname + '/${name}.cache');
} catch {
  // Slower without.
}
const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData });
${record}script.runInThisContext()(require, (name) => import(name), pathToFileURL(file).href);
`;

/** The engine thread is ended from outside, so what it has compiled is kept just before it says that the run is done. */
const RECORD = `const keep = () =>
  require('fs').writeFileSync(file.replace('.bundle.js', '.cache'), script.createCachedData());
const { parentPort } = require('worker_threads');
if (parentPort === null) process.on('exit', keep);
else {
  const { postMessage } = parentPort;
  parentPort.postMessage = (message, ...more) => {
    if (message.type === 'done') keep();
    postMessage.call(parentPort, message, ...more);
  };
}
`;
