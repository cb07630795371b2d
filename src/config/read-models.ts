import type { MappingConfig, ModelConfig, Price } from "./config.ts";
import type { FindingLog } from "./findings.ts";
import type { FileMapping, FileModel } from "./schema.ts";

/** Fills in `[[models]]`. A name that comes again is left out: one name, one meaning. */
export function readModels(file: readonly FileModel[], findings: FindingLog): ModelConfig[] {
  const seen = new Set<string>();
  return file.flatMap((model, index) => {
    if (seen.has(model.name)) {
      findings.warn(
        ["models", index, "name"],
        `a model named "${model.name}" is above already: this one is ignored`,
      );
      return [];
    }
    seen.add(model.name);
    if (model.mappings.length === 0) {
      findings.warn(
        ["models", index],
        `the model "${model.name}" has no [[models.mappings]]: nothing can serve it`,
      );
    }
    return { name: model.name, mappings: readMappings(model.mappings), commit: model.commit ?? "event" };
  });
}

function readMappings(file: readonly FileMapping[]): MappingConfig[] {
  return file.map(readMapping).toSorted((a, b) => a.priority - b.priority);
}

function readMapping(file: FileMapping): MappingConfig {
  return {
    provider: file.provider,
    actualModel: file.actual_model,
    priority: file.priority,
    ...(file.reasoning_effort === undefined ? {} : { reasoningEffort: file.reasoning_effort }),
    ...(file.max_output_tokens === undefined ? {} : { maxOutputTokens: file.max_output_tokens }),
    ...(file.context_window === undefined ? {} : { contextWindow: file.context_window }),
    ...(file.price === undefined ? {} : { price: readPrice(file.price) }),
  };
}

function readPrice(file: NonNullable<FileMapping["price"]>): Price {
  return {
    ...(file.input === undefined ? {} : { input: file.input }),
    ...(file.output === undefined ? {} : { output: file.output }),
    ...(file.cache_read === undefined ? {} : { cacheRead: file.cache_read }),
    ...(file.cache_write_5m === undefined ? {} : { cacheWrite5m: file.cache_write_5m }),
    ...(file.cache_write_1h === undefined ? {} : { cacheWrite1h: file.cache_write_1h }),
  };
}
