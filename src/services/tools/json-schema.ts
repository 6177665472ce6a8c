// Whether a value fits a JSON schema. Pool thread.

import type { Value } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter } from './parameters.js';

/** What does not fit, by path. @throws SpellError `TOOL_PARAMETER` where the schema is none */
export async function checkSchema(value: Value, schema: ValueObject): Promise<ValueObject[]> {
  const { fromJSONSchema } = await import('zod');
  let validator;
  try {
    validator = fromJSONSchema(schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badParameter(
      { name: 'json-processor' },
      'schema',
      why,
      'write a JSON schema without references to other files',
    );
  }
  const issues = validator.safeParse(value).error?.issues ?? [];
  return issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}
