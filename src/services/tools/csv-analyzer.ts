// The tool `csv-analyzer`: tables as CSV text. Control thread; the work is done in the pool.

import { SpellError } from '../../base/errors.js';
import { pool } from '../pool/thread-pool.js';
import { isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { requireText } from './parameters.js';
import { textOutput } from './response.js';
import type { Tool } from './tool.js';

const OPERATIONS = ['analyze', 'convert', 'filter', 'transform', 'validate', 'sample'];

export const csvAnalyzer: Tool = {
  name: 'csv-analyzer',
  description: 'Analyzes, filters, changes, checks and converts tables in CSV',
  version: '1.0.0',
  category: 'data',
  parameters: [
    { name: 'operation', type: 'string', description: OPERATIONS.join(', '), default: 'analyze', choices: OPERATIONS },
    { name: 'input', type: 'string', description: 'the CSV text', required: true },
    {
      name: 'options',
      type: 'object',
      description:
        'delimiter, has_headers; format (json, jsonlines, tsv, csv); filter; size; add_columns, rename_columns; rules',
      default: {},
    },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const operation = requireText(csvAnalyzer, parameters, 'operation');
    const input = requireText(csvAnalyzer, parameters, 'input');
    const options = isValueObject(parameters['options']) ? parameters['options'] : {};
    refuseBinary(options);
    const answer = await pool.run('tableOperation', [operation, input, options], limitsOf(parameters, context));
    const output = textOutput(answer.text, { operation, success: true, result: answer.result });
    const metadata: ValueObject = { ...output.metadata, ...answer.metadata };
    return { ...output, metadata };
  },
};

function refuseBinary(options: ValueObject): void {
  const { format } = options;
  if (format !== 'parquet' && format !== 'xlsx') return;
  throw new SpellError('NOT_AVAILABLE', `The format ${format} is not available yet`, {
    category: 'Tool execution error',
    help: 'convert to json, jsonlines, tsv or csv',
  });
}
