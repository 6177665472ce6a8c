// The tools that scripts can call, by name. Control thread.

import { didYouMean } from '../../base/nearest.js';
import { SpellError } from '../../base/errors.js';
import { toOutputTable } from '../output-table.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { LATER_TOOLS } from './later-tools.js';
import { validateParameters } from './parameters.js';
import type { Tool, ToolContext, ToolParameter } from './tool.js';
import { withinLimits } from './tool-limits.js';
import type { ToolLimits } from './tool-limits.js';

export interface ToolFilter {
  readonly category?: string | undefined;
  /** Part of the description, case ignored. */
  readonly tag?: string | undefined;
}

/** Tools of others, which are asked for when somebody wants to know. */
export interface ToolSource {
  /** Those that a name may mean; without a name all. @throws SpellError if the one that is meant cannot be had */
  tools(name?: string): Promise<readonly Tool[]>;
}

export class ToolRegistry {
  private readonly tools: Map<string, Tool>;
  /** Those that scripts have registered: only they can go again. */
  private readonly registered = new Set<string>();

  constructor(
    tools: readonly Tool[],
    private readonly source?: ToolSource,
    private readonly limits: ToolLimits = {},
  ) {
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
  }

  /** Finds a tool; `file_operations` is `file-operations`. */
  find(name: string): Tool | undefined {
    return this.tools.get(canonicalName(name));
  }

  /** Asks the source for what is not there yet: the tools that are named, without names all. @throws SpellError of the source */
  async complete(names?: readonly string[]): Promise<void> {
    if (this.source === undefined) return;
    const missing = names?.map(canonicalName).filter((name) => !this.tools.has(name)) ?? [undefined];
    for (const name of missing) {
      for (const tool of await this.source.tools(name)) if (!this.tools.has(tool.name)) this.tools.set(tool.name, tool);
    }
  }

  /** Adds a tool; one that was registered under its name before is replaced. @throws SpellError `TOOL_EXISTS` */
  register(tool: Tool): void {
    if (this.tools.has(tool.name) && !this.registered.has(tool.name)) throw builtIn(tool.name, 'replaced');
    this.tools.set(tool.name, tool);
    this.registered.add(tool.name);
  }

  /** Removes a registered tool; false where there is none. @throws SpellError `TOOL_EXISTS` for one that is built in */
  unregister(name: string): boolean {
    const key = canonicalName(name);
    if (this.tools.has(key) && !this.registered.has(key)) throw builtIn(key, 'removed');
    this.registered.delete(key);
    return this.tools.delete(key);
  }

  /** All tools by name, or those that a filter leaves. */
  list(filter: ToolFilter = {}): readonly Tool[] {
    const { category, tag } = filter;
    return [...this.tools.values()]
      .filter((tool) => category === undefined || tool.category === category.toLowerCase())
      .filter((tool) => tag === undefined || tool.description.toLowerCase().includes(tag.toLowerCase()))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  categories(): readonly string[] {
    return [...new Set(this.list().map((tool) => tool.category))].sort();
  }

  /**
   * Runs a tool and returns its output table.
   *
   * @throws SpellError `TOOL_NOT_FOUND`, or the tool's own error, its message led by `Tool execution failed: CATEGORY: `
   */
  async execute(name: string, parameters: ValueObject, context: ToolContext): Promise<ValueObject> {
    await this.complete([name]);
    const tool = this.find(name);
    if (tool === undefined) throw this.notFound(name);
    context.signal.throwIfAborted();
    try {
      const checked = validateParameters(tool, parameters);
      return toOutputTable(
        await withinLimits(tool.name, this.limits, context, (inner) => tool.execute(checked, inner)),
      );
    } catch (error) {
      throw error instanceof SpellError ? asToolFailure(tool, error) : error;
    }
  }

  private notFound(name: string): SpellError {
    if (LATER_TOOLS.has(canonicalName(name))) return notAvailable(canonicalName(name));
    const names = [...this.tools.keys()].sort();
    return new SpellError('TOOL_NOT_FOUND', `Tool '${name}' not found${didYouMean(name, names)}`, {
      category: 'Tool execution error',
      help: `the tools are ${names.join(', ')}`,
      details: { tool: name },
    });
  }
}

/** What else scripts call some of them. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'http-request': 'http-requester',
  'web-search': 'web-searcher',
};

/** `file_operations` and `File-Operations` are `file-operations`. */
export function canonicalName(name: string): string {
  const kebab = name.toLowerCase().replaceAll('_', '-');
  return OTHER_NAMES[kebab] ?? kebab;
}

function notAvailable(name: string): SpellError {
  return new SpellError('NOT_AVAILABLE', `The tool '${name}' is not available yet`, {
    category: 'Tool execution error',
    help: 'docs/reference/tools.md lists what is',
    details: { tool: name },
  });
}

function builtIn(name: string, what: string): SpellError {
  return new SpellError('TOOL_EXISTS', `The tool '${name}' is built in and cannot be ${what}`, {
    category: 'Validation error',
    help: 'give the tool another name',
    details: { tool: name },
  });
}

function asToolFailure(tool: Tool, error: SpellError): SpellError {
  const category = error.category ?? 'Tool execution error';
  return new SpellError(error.code, `Tool execution failed: ${category}: ${error.message}`, {
    ...(error.help === undefined ? {} : { help: error.help }),
    details: { tool: tool.name, ...error.details },
    cause: error,
  });
}

/** A tool as scripts see it. */
export function describeTool(tool: Tool): ValueObject {
  const { name, description, version, category } = tool;
  return { name, description, version, category };
}

/** {@link describeTool} with the parameters. */
export function describeToolSchema(tool: Tool): ValueObject {
  const { name, description } = tool;
  return { ...describeTool(tool), schema: { name, description, parameters: tool.parameters.map(describeParameter) } };
}

function describeParameter(parameter: ToolParameter): ValueObject {
  const { name, type, description, choices } = parameter;
  return compact({
    name,
    type,
    description,
    required: parameter.required ?? false,
    default: parameter.default,
    choices,
  });
}
