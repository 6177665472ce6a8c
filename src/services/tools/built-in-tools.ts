// The tools that every session has: what they are called and take. What they do is loaded when they are first used.
// Control thread.

import { apiTester } from './api-tester.js';
import { base64Encoder } from './base64-encoder.js';
import { calculator } from './calculator.js';
import { csvAnalyzer } from './csv-analyzer.js';
import { dataValidator } from './data-validator.js';
import { datetimeHandler } from './datetime-handler.js';
import { diffCalculator } from './diff-calculator.js';
import { environmentReader } from './environment-reader.js';
import { fileOperations } from './file-operations.js';
import { graphqlQuery } from './graphql-query.js';
import { hashCalculator } from './hash-calculator.js';
import { httpRequester } from './http-requester.js';
import { jsonProcessor } from './json-processor.js';
import { processExecutor } from './process-executor.js';
import { serviceChecker } from './service-checker.js';
import { sitemapCrawler } from './sitemap-crawler.js';
import { systemMonitor } from './system-monitor.js';
import { templateCreator } from './template-creator.js';
import { textManipulator } from './text-manipulator.js';
import { urlAnalyzer } from './url-analyzer.js';
import { uuidGenerator } from './uuid-generator.js';
import { webScraper } from './web-scraper.js';
import { webhookCaller } from './webhook-caller.js';
import { webpageMonitor } from './webpage-monitor.js';
import type { Tool } from './tool.js';

export const BUILT_IN_TOOLS: readonly Tool[] = [
  apiTester,
  base64Encoder,
  calculator,
  csvAnalyzer,
  dataValidator,
  datetimeHandler,
  diffCalculator,
  environmentReader,
  fileOperations,
  graphqlQuery,
  hashCalculator,
  httpRequester,
  jsonProcessor,
  processExecutor,
  serviceChecker,
  sitemapCrawler,
  systemMonitor,
  templateCreator,
  textManipulator,
  urlAnalyzer,
  uuidGenerator,
  webhookCaller,
  webpageMonitor,
  webScraper,
];
