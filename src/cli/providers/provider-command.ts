// What stands behind `llmspell provider`: which providers there are, and whether they answer. Control thread.

import { SpellError } from '../../base/errors.js';
import { didYouMean } from '../../base/nearest.js';
import { silentLogger } from '../../base/log.js';
import { loadConfig } from '../../config/load-config.js';
import { createGrant } from '../../permissions/defaults.js';
import { createPolicy } from '../../permissions/policy.js';
import { describeProvider } from '../../services/providers/describe-provider.js';
import { ProviderRegistry } from '../../services/providers/provider-registry.js';
import { tryProvider } from '../../services/providers/try-provider.js';
import type { Value } from '../../base/values.js';
import type { Trial } from '../../services/providers/try-provider.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { PROVIDER_COMMANDS } from '../config/option-table.js';
import { configSource } from '../config-source.js';
import { EXIT } from '../exit-codes.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CliOptions, OutputFormat } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { toJson } from '../json.js';

/** @returns the exit code. @throws SpellError `USAGE`, `CONFIG_*`, `PROVIDER_*` */
export async function providerCommand({ operands, options: raw }: CommandLine, print: Print): Promise<number> {
  const [word = '', ...names] = operands;
  const command = PROVIDER_COMMANDS.find((known) => known === word);
  if (command === undefined) throw unknownCommand(word);
  const options = toOptions(raw);
  const registry = await openRegistry(options);
  if (command === 'test') return test(registry, names, options.output, print);
  if (names.length > 0) throw new SpellError('USAGE', 'provider list takes no name');
  const described = registry.list().map((each) => describeProvider(each, registry));
  return print(options.output === 'text' ? listing(described) : json(described, options.output));
}

async function openRegistry(options: CliOptions): Promise<ProviderRegistry> {
  const workingDirectory = process.cwd();
  const config = await loadConfig({ workingDirectory, ...configSource(options) });
  const grant = createGrant(workingDirectory, options.permissions, config.permissions);
  return new ProviderRegistry({
    providers: config.providers,
    defaultProvider: config.defaultProvider?.value,
    policy: createPolicy(grant, workingDirectory),
    logger: silentLogger,
  });
}

/** All at once: the slowest of them says how long it takes. */
async function test(
  registry: ProviderRegistry,
  names: readonly string[],
  output: OutputFormat,
  print: Print,
): Promise<number> {
  const chosen = names.length === 0 ? registry.list().map(({ settings }) => settings.name) : names;
  const { signal } = new AbortController();
  const trials = await Promise.all(
    chosen.map((written) => {
      const [name = '', ...model] = written.split('/');
      return tryProvider(registry.find(name), model.length === 0 ? undefined : model.join('/'), signal);
    }),
  );
  const printed = await print(output === 'text' ? trials.map(toLine).join('') : json(trials.map(toFields), output));
  return printed === EXIT.ok && trials.some(({ error }) => error !== undefined) ? EXIT.scriptError : printed;
}

function listing(described: readonly ValueObject[]): string {
  const rows = described.map((each) => [
    `${cell(each['provider'])}${each['default'] === true ? ' *' : ''}`,
    cell(each['kind']),
    cell(each['model'], '-'),
    cell(each['base_url'], 'no network'),
    each['has_api_key'] === true ? 'key' : 'no key',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('');
}

function cell(value: Value, otherwise = ''): string {
  return typeof value === 'string' ? value : otherwise;
}

function nameOf({ provider, model }: Trial): string {
  return model === undefined ? provider : `${provider}/${model}`;
}

function toLine(trial: Trial): string {
  const { error, milliseconds } = trial;
  if (error === undefined) return `${nameOf(trial)}  ok  ${milliseconds} ms\n`;
  const help = error.help === undefined ? '' : `\n  help: ${error.help}`;
  return `${nameOf(trial)}  failed  ${error.code}\n  ${error.message}${help}\n`;
}

function toFields({ provider, model, milliseconds, error }: Trial): ValueObject {
  return {
    provider,
    ...(model === undefined ? {} : { model }),
    ok: error === undefined,
    ...(milliseconds === undefined ? {} : { time_ms: milliseconds }),
    ...(error === undefined ? {} : { code: error.code, message: error.message, help: error.help ?? '' }),
  };
}

function json(values: readonly ValueObject[], output: OutputFormat): string {
  const text = toJson(values);
  return `${output === 'json' ? text : JSON.stringify(JSON.parse(text), null, 2)}\n`;
}

function unknownCommand(word: string): SpellError {
  const problem = `unknown command 'provider ${word}'${didYouMean(word, PROVIDER_COMMANDS)}`;
  return new SpellError('USAGE', word === '' ? 'provider needs a command' : problem, {
    help: `the commands are provider ${PROVIDER_COMMANDS.join(', ')}`,
  });
}
