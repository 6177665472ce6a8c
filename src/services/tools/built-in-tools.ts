// The tools that every session has: what they are called and take. What they do is loaded when they are first used.
// Control thread.

import { apiTester } from './api-tester.js';
import { archiveHandler } from './archive-handler.js';
import { base64Encoder } from './base64-encoder.js';
import { calculator } from './calculator.js';
import { citationFormatter } from './citation-formatter.js';
import { csvAnalyzer } from './csv-analyzer.js';
import { dataValidator } from './data-validator.js';
import { datetimeHandler } from './datetime-handler.js';
import { diffCalculator } from './diff-calculator.js';
import { createEnvironmentReader } from './environment-reader.js';
import { fileConverter } from './file-converter.js';
import { fileOperations } from './file-operations.js';
import { fileSearch } from './file-search.js';
import { fileWatcher } from './file-watcher.js';
import { graphBuilder } from './graph-builder.js';
import { graphqlQuery } from './graphql-query.js';
import { hashCalculator } from './hash-calculator.js';
import { httpRequester } from './http-requester.js';
import { jsonProcessor } from './json-processor.js';
import { createProcessExecutor } from './process-executor.js';
import { serviceChecker } from './service-checker.js';
import { SessionVariables } from './session-variables.js';
import { sitemapCrawler } from './sitemap-crawler.js';
import { systemMonitor } from './system-monitor.js';
import { templateCreator } from './template-creator.js';
import { textManipulator } from './text-manipulator.js';
import { urlAnalyzer } from './url-analyzer.js';
import { uuidGenerator } from './uuid-generator.js';
import { createWebSearcher } from './web-searcher.js';
import { webScraper } from './web-scraper.js';
import { webhookCaller } from './webhook-caller.js';
import { webpageMonitor } from './webpage-monitor.js';
import type { SearchKeys } from '../../config/search-keys.js';
import type { Tool } from './tool.js';

/** As they are without keys of services, and without what a session keeps. */
export const BUILT_IN_TOOLS: readonly Tool[] = [
  apiTester,
  archiveHandler,
  base64Encoder,
  calculator,
  citationFormatter,
  csvAnalyzer,
  dataValidator,
  datetimeHandler,
  diffCalculator,
  createEnvironmentReader(new SessionVariables()),
  fileConverter,
  fileOperations,
  fileSearch,
  fileWatcher,
  graphBuilder,
  graphqlQuery,
  hashCalculator,
  httpRequester,
  jsonProcessor,
  createProcessExecutor(new SessionVariables()),
  serviceChecker,
  sitemapCrawler,
  systemMonitor,
  templateCreator,
  textManipulator,
  urlAnalyzer,
  uuidGenerator,
  webScraper,
  createWebSearcher({}),
  webhookCaller,
  webpageMonitor,
];

export function builtInTools(searchKeys: SearchKeys): readonly Tool[] {
  const variables = new SessionVariables();
  const own = [createEnvironmentReader(variables), createProcessExecutor(variables), createWebSearcher(searchKeys)];
  return BUILT_IN_TOOLS.map((tool) => own.find(({ name }) => name === tool.name) ?? tool);
}
