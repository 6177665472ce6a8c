// What `Agent.register` takes, as settings of the builder. Control thread.

import { SpellError } from '../../base/errors.js';
import type { Value } from '../../base/values.js';
import { compact, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';

/** @param config `model` may be {provider, model_id, temperature?, max_tokens?, settings?}. @throws SpellError `AGENT_SPEC` */
export function toSettings(config: ValueObject): ValueObject {
  const { model, ...rest } = config;
  return isValueObject(model) ? { ...fromModel(model), ...rest } : config;
}

function fromModel({ provider, model_id, model, temperature, max_tokens, settings = {} }: ValueObject): ValueObject {
  if (!isValueObject(settings)) {
    throw new SpellError(
      'AGENT_SPEC',
      `Invalid agent configuration: model.settings: expected a table, got ${luaTypeOf(settings)}`,
      {
        category: 'Validation error',
        help: "write model = {provider = 'openai', model_id = 'some-model', temperature = 0.2}",
        details: { setting: 'model.settings' },
      },
    );
  }
  const { base_url, api_key } = settings;
  const name: Value = model_id ?? model;
  return compact({ provider, model: name, temperature, max_tokens, base_url, api_key });
}
