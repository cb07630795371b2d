import { type CompletionPlace, valueFlags } from "./describe-program.ts";
import { quotePosix } from "./quote.ts";

function valueCases({ path, options }: CompletionPlace): readonly string[] {
  return options
    .filter(({ values }) => values.length > 0)
    .map(
      ({ long, values }) =>
        `    ${quotePosix(`${path}:${long}`)}) candidates=${quotePosix(values.join(" "))} ;;`,
    );
}

function placeCase({ path, words, options }: CompletionPlace): string {
  const all = [...words.map(({ word }) => word), ...options.map(({ long }) => long)].join(" ");
  return `    ${quotePosix(path)}) candidates=${quotePosix(all)} ;;`;
}

/** The completion script for bash 3.2 and later, which macOS still has. */
export function renderBash(places: readonly CompletionPlace[]): string {
  const flags = valueFlags(places).join(" | ");
  const paths = places.flatMap(({ path }) => (path === "" ? [] : quotePosix(path))).join(" | ");
  return `# Completion of ccm for bash.
_ccm() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local place="" candidates="" word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      --) return ;;
      ${flags}) i=$((i + 1)); continue ;;
    esac
    case "\${place:+$place }$word" in
      ${paths}) place="\${place:+$place }$word" ;;
    esac
  done
  case "$place:$previous" in
${places.flatMap(valueCases).join("\n")}
  esac
  if [[ -z "$candidates" ]]; then
    case "$previous" in
      ${flags}) return ;; # anything may stand here: bash offers files
    esac
    case "$place" in
${places.map(placeCase).join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _ccm ccm`;
}
