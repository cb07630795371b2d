import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

function key(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}

function isTable(value: JsonValue | undefined): value is JsonObject {
  return isJsonObject(value) && Object.values(value).some((member) => member !== undefined);
}

function isTableArray(value: JsonValue | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isJsonObject);
}

/** A string, number, boolean or array of them: JSON's spelling is TOML's too. */
function isPlain(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null && !isJsonObject(value) && !isTableArray(value);
}

function table(value: JsonObject, path: readonly string[]): string[] {
  const entries = Object.entries(value);
  const plain = entries.flatMap(([name, member]) =>
    isPlain(member) ? `${key(name)} = ${JSON.stringify(member)}` : [],
  );
  const below = entries.flatMap(([name, member]) => {
    const inner = [...path, key(name)];
    if (isTable(member)) return ["", `[${inner.join(".")}]`, ...table(member, inner)];
    if (!isTableArray(member)) return [];
    return member.flatMap((element) => ["", `[[${inner.join(".")}]]`, ...table(element, inner)]);
  });
  return [...plain, ...below];
}

/** Writes plain data as TOML, to be read by people; absent members, `null` and empty tables are left out. */
export function formatToml(value: JsonObject): string {
  return table(value, []).join("\n").trimStart();
}
