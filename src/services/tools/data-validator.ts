// The tool `data-validator`: whether a value keeps rules, and which it breaks. Control thread; the rules are checked in the pool.

import { pool } from '../pool/thread-pool.js';
import { asArray, isValueObject } from '../value-kinds.js';
import { TIMEOUT, limitsOf } from './compute-limits.js';
import { badParameter } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

export const dataValidator: Tool = {
  name: 'data-validator',
  description: 'Checks a value against rules: types, lengths, ranges, patterns, fields',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    { name: 'input', type: 'any', description: 'the value to check', required: true },
    {
      name: 'rules',
      type: 'object',
      description: 'as {rules = {{type = "length", min = 2}, {field = "user.mail", type = "email"}}}',
      required: true,
    },
    TIMEOUT,
  ],
  execute: async (parameters, context) => {
    const given = isValueObject(parameters['rules']) ? parameters['rules']['rules'] : undefined;
    const rules = asArray(given);
    if (rules === undefined) {
      throw badParameter(
        dataValidator,
        'rules',
        'rules.rules is no array',
        'write rules = {rules = {{type = "email"}}}',
      );
    }
    const errors = await pool.run('checkRules', [parameters['input'], rules], limitsOf(parameters, context));
    return responseOutput({ operation: 'validate', success: true, result: { valid: errors.length === 0, errors } });
  },
};
