import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";

/*
 * References and `allOf`, which no Gemini back end reads reliably, written out into the schema itself.
 */

/** Where in a tree of references a schema is being read. */
export interface RefScope {
  readonly root: JsonObject;
  /** References that were followed to get here: following one of them again would never end. */
  readonly followed: readonly string[];
  /** References that may still be followed in the whole schema; shared, since harmless-looking ones can double and double. */
  readonly allowance: { left: number };
}

const mostReferences = 1_000;

/** A scope at the root of a schema. */
export function openScope(root: JsonObject): RefScope {
  return { root, followed: [], allowance: { left: mostReferences } };
}

function lookUp(root: JsonObject, pointer: string): JsonObject | undefined {
  let found: JsonValue | undefined = root;
  for (const token of pointer.split("/").slice(1)) {
    const key = decodeToken(token);
    if (Array.isArray(found)) found = found[Number(key)];
    else found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return isJsonObject(found) ? found : undefined;
}

function decodeToken(token: string): string {
  const unescaped = token.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(unescaped);
  } catch {
    return unescaped; // a stray `%` in a name
  }
}

/** A schema with the scope in which its own references are to be read. */
export type Scoped = readonly [schema: JsonObject, scope: RefScope];

/** The schema that a reference within the document names; `undefined` where it names none or leads back to itself. */
export function followRef(ref: string, scope: RefScope): Scoped | undefined {
  if (!/^#(?:\/|$)/.test(ref) || scope.followed.includes(ref) || scope.allowance.left <= 0) return undefined;
  const schema = lookUp(scope.root, ref);
  if (schema === undefined) return undefined;
  scope.allowance.left--;
  return [schema, { ...scope, followed: [...scope.followed, ref] }];
}

/** What stands for a reference that cannot be followed. */
export function describeRef(ref: string): JsonObject {
  const name = ref.slice(ref.lastIndexOf("/") + 1);
  return { type: "object", description: name === "" || name === "#" ? "Nested as above" : `See ${name}` };
}

function namesIn(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

/** Two schemas that both hold, as one; where they disagree the second counts. */
export function combine(first: JsonObject, second: JsonObject): JsonObject {
  const required = [...new Set([...namesIn(first.required), ...namesIn(second.required)])];
  const hasProperties = isJsonObject(first.properties) && isJsonObject(second.properties);
  return {
    ...first,
    ...second,
    ...(hasProperties && { properties: { ...asObject(first.properties), ...asObject(second.properties) } }),
    ...(required.length > 0 && { required }),
  };
}

/** The value where it is an object, else none. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Writes out the reference and `allOf` of one schema, not of those inside it. */
export function flattenSchema(schema: JsonObject, scope: RefScope): Scoped {
  if (typeof schema.$ref === "string") {
    const { $ref, ...beside } = schema;
    const target = followRef($ref, scope);
    if (!target) return flattenSchema({ ...describeRef($ref), ...beside }, scope);
    return flattenSchema({ ...target[0], ...beside }, target[1]);
  }
  if (!Array.isArray(schema.allOf)) return [schema, scope];
  const { allOf, ...own } = schema;
  let merged: JsonObject = {};
  let inner = scope;
  for (const part of allOf) {
    if (!isJsonObject(part)) continue;
    const [flat, reached] = flattenSchema(part, inner);
    merged = combine(merged, flat);
    inner = reached;
  }
  return [combine(merged, own), inner];
}
