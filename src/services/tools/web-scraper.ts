// The tool `web-scraper`: what a web page says, and where it leads. Control thread.

import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { fetchPage, statusFailure } from './page-request.js';
import { badParameter, optionalText, requireText } from './parameters.js';
import type { FetchedPage } from './page-request.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';
import { timeoutOf, timeoutParameter } from './web-parameters.js';

export const webScraper: Tool = {
  name: 'web-scraper',
  description: 'Reads a web page: title, text, links, images, metadata, and what CSS selectors find',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'input', type: 'string', description: 'the URL', required: true },
    { name: 'selector', type: 'string', description: 'a CSS selector, whose texts become selected_content' },
    { name: 'selectors', type: 'object', description: 'CSS selectors by name', default: {} },
    { name: 'extract_links', type: 'boolean', description: 'where it leads', default: false },
    { name: 'extract_images', type: 'boolean', description: 'what it shows', default: false },
    { name: 'extract_meta', type: 'boolean', description: 'what it says of itself', default: false },
    { name: 'wait_for_js', type: 'boolean', description: 'not available yet', default: false },
    timeoutParameter,
  ],
  execute: async (parameters, context): Promise<Output> => {
    if (parameters['wait_for_js'] === true) {
      throw badParameter(
        webScraper,
        'wait_for_js',
        'it is not available yet',
        'leave it out: scripts of pages do not run',
      );
    }
    const input = requireText(webScraper, parameters, 'input');
    const fetched = await fetchPage(input, timeoutOf(webScraper, parameters), context);
    const error = statusFailure(fetched.response);
    const { url, status } = fetched.response;
    const result = { url, status_code: status, content: contentOf(fetched, parameters) };
    return responseOutput({ operation: 'scrape', success: error === undefined, result, ...(error && { error }) });
  },
};

function contentOf({ page, content }: FetchedPage, parameters: ValueObject): ValueObject {
  const selector = optionalText(webScraper, parameters, 'selector');
  const selectors = selectorsOf(parameters['selectors']);
  if (page === undefined) return { text: content };
  return compact({
    title: page.title,
    text: page.text,
    links: parameters['extract_links'] === true ? page.links.map((link) => ({ ...link })) : undefined,
    images: parameters['extract_images'] === true ? page.images.map((image) => ({ ...image })) : undefined,
    metadata: parameters['extract_meta'] === true ? page.metadata : undefined,
    selected_content: selector === undefined ? undefined : page.textsOf(selector),
    selections:
      selectors.length === 0
        ? undefined
        : Object.fromEntries(selectors.map(([name, css]) => [name, page.textsOf(css)])),
  });
}

function selectorsOf(selectors: Value): [string, string][] {
  return Object.entries(isValueObject(selectors) ? selectors : {}).map(([name, css]) => {
    if (typeof css === 'string') return [name, css];
    throw badParameter(webScraper, 'selectors', `'${name}' is no text`, 'pass CSS selectors by name');
  });
}
