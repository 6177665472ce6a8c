// The tool `service-checker`: whether something answers, at a port, a URL or a name. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool, ToolContext } from './tool.js';
import { timeoutOf } from './web-parameters.js';

/** @returns what is told of a service that is there */
type Check = (target: string, timeoutMs: number, context: ToolContext) => Promise<ValueObject>;

const CHECKS: Readonly<Record<string, Check>> = {
  tcp: async (target, timeoutMs, context) => {
    const parts = /^(?:tcp:\/\/)?(\[[^\]]+\]|[^:]+):(\d{1,5})\/?$/.exec(target);
    if (parts === null) throw badParameter(serviceChecker, 'target', 'it has no port', 'write it as example.com:443');
    const { connectTo } = await import('../net/connect-to.js');
    const address = await connectTo(parts[1]!.replace(/^\[|\]$/g, ''), Number(parts[2]), timeoutMs, context);
    return { status: 'open', metadata: { address } };
  },
  http: (target, timeoutMs, context) => checkWeb('http', target, timeoutMs, context),
  https: (target, timeoutMs, context) => checkWeb('https', target, timeoutMs, context),
  dns: async (target, timeoutMs, context) => {
    const { addressesOf } = await import('../net/connect-to.js');
    const addresses = await addressesOf(target, timeoutMs, context);
    return { status: 'resolved', metadata: { addresses } };
  },
};

export const serviceChecker: Tool = {
  name: 'service-checker',
  description: 'Tells whether a service answers: a port, a web server, or a name',
  version: '1.0.0',
  category: 'system',
  parameters: [
    {
      name: 'target',
      type: 'string',
      description: 'host:port for tcp, a URL or host for http and https, a name for dns',
      required: true,
    },
    {
      name: 'check_type',
      type: 'string',
      description: 'how it is asked',
      required: true,
      choices: Object.keys(CHECKS),
    },
    { name: 'timeout_seconds', type: 'number', description: 'how long it may take to answer, at most 300', default: 5 },
  ],
  execute: async (parameters, context): Promise<Output> => {
    const target = requireText(serviceChecker, parameters, 'target');
    const type = requireText(serviceChecker, parameters, 'check_type');
    const timeoutMs = timeoutOf(serviceChecker, parameters, 'timeout_seconds');
    const started = performance.now();
    const found = await outcomeOf(() => CHECKS[type]!(target, timeoutMs, context));
    const told = { target, check_type: type, response_time_ms: Math.round(performance.now() - started) };
    return responseOutput({
      operation: 'check',
      success: true,
      message: `${target} ${found['available'] === true ? 'answers' : 'does not answer'}`,
      result: { ...told, ...found, timeout_seconds: timeoutMs / 1000 },
    });
  },
};

/** Not being there is what was asked about; not being allowed to ask is an error. */
async function outcomeOf(check: () => Promise<ValueObject>): Promise<ValueObject> {
  try {
    return { available: true, ...(await check()) };
  } catch (error) {
    if (!(error instanceof SpellError) || !/^NET_(?!REQUEST)/.test(error.code)) throw error;
    return { available: false, status: error.code.slice(4).toLowerCase(), error: error.message };
  }
}

async function checkWeb(scheme: string, target: string, timeoutMs: number, context: ToolContext): Promise<ValueObject> {
  const url = /^https?:\/\//i.test(target) ? target : `${scheme}://${target}`;
  if (!url.toLowerCase().startsWith(`${scheme}:`)) {
    throw badParameter(serviceChecker, 'target', `it does not begin with ${scheme}://`, 'choose the other check_type');
  }
  const [{ openHttp }, { withDeadline }, { timedOut }] = await Promise.all([
    import('../net/http-client.js'),
    import('../deadline.js'),
    import('../net/net-error.js'),
  ]);
  const late = (): Error => timedOut(target, 'the answer', timeoutMs);
  return withDeadline(context.signal, timeoutMs, late, async (signal) => {
    const { body, status, statusText, url: from, headers } = await openHttp({ url }, { ...context, signal });
    body.destroy();
    const metadata = { status_code: status, url: from, ...(headers['server'] && { server: headers['server'] }) };
    return { available: status < 500, status: `${status} ${statusText}`.trim(), metadata };
  });
}
