import { type CompletionPlace, valueFlags } from "./describe-program.ts";
import { quotePosix } from "./quote.ts";

/** An entry of `_describe`: a colon ends the word. */
function entry(word: string, description: string): string {
  return quotePosix(`${word.replaceAll(":", "\\:")}:${description}`);
}

function valueCases({ path, options }: CompletionPlace): readonly string[] {
  return options
    .filter(({ values }) => values.length > 0)
    .map(
      ({ long, values }) =>
        `    ${quotePosix(`${path}:${long}`)}) compadd -- ${values.map(quotePosix).join(" ")}; return ;;`,
    );
}

function placeCase({ path, words, options }: CompletionPlace): string {
  const entries = [
    ...words.map(({ word, description }) => entry(word, description)),
    ...options.map(({ long, description }) => entry(long, description)),
  ];
  return `    ${quotePosix(path)}) candidates=(\n      ${entries.join("\n      ")}\n    ) ;;`;
}

/** The completion script for zsh: to be sourced, or kept as `_ccm` in a folder of `$fpath`. */
export function renderZsh(places: readonly CompletionPlace[]): string {
  const flags = valueFlags(places).join(" | ");
  const paths = places.flatMap(({ path }) => (path === "" ? [] : quotePosix(path))).join(" | ");
  return `#compdef ccm
# Completion of ccm for zsh.
_ccm() {
  local place="" word
  local -a candidates
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$word" in
      --) _files; return ;;
      ${flags}) i=$((i + 1)); continue ;;
    esac
    case "\${place:+$place }$word" in
      ${paths}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place:\${words[CURRENT - 1]}" in
${places.flatMap(valueCases).join("\n")}
  esac
  case "\${words[CURRENT - 1]}" in
    ${flags}) _files; return ;;
  esac
  case "$place" in
${places.map(placeCase).join("\n")}
  esac
  _describe -t ccm "ccm" candidates
}
if [[ "\${funcstack[1]}" == _ccm ]]; then _ccm "$@"; else compdef _ccm ccm; fi`;
}
