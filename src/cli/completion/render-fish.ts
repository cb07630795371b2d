import { type CompletionOption, type CompletionPlace, valueFlags } from "./describe-program.ts";
import { quoteFish } from "./quote.ts";

function optionLine(at: string, { long, short, description, takesValue, values }: CompletionOption): string {
  const names = `-l ${long.replace(/^--/, "")}${short === undefined ? "" : ` -s ${short.replace("-", "")}`}`;
  const value = values.length > 0 ? ` -x -a ${quoteFish(values.join(" "))}` : takesValue ? " -r -F" : "";
  return `complete -c ccm ${at} ${names}${value} -d ${quoteFish(description)}`;
}

function placeLines({ path, words, options }: CompletionPlace): readonly string[] {
  const at = `-n ${quoteFish(`__ccm_at ${quoteFish(path)}`)}`;
  return [
    ...words.map(
      ({ word, description }) =>
        `complete -c ccm ${at} -a ${quoteFish(word)}${description === "" ? "" : ` -d ${quoteFish(description)}`}`,
    ),
    ...options.map((option) => optionLine(at, option)),
  ];
}

/** The completion script for fish 3 and later. */
export function renderFish(places: readonly CompletionPlace[]): string {
  const paths = places.flatMap(({ path }) => (path === "" ? [] : quoteFish(path))).join(" ");
  return `# Completion of ccm for fish.
function __ccm_at --description 'whether the words so far lead to this command of ccm'
    set -l place
    set -l passing 0
    for word in (commandline -opc)[2..-1]
        if test $passing -eq 1
            set passing 0
            continue
        end
        if contains -- $word ${valueFlags(places).join(" ")}
            set passing 1
            continue
        end
        set -l longer (string trim -- "$place $word")
        if contains -- $longer ${paths}
            set place $longer
        end
    end
    test "$place" = "$argv[1]"
end
complete -c ccm -f
${places.flatMap(placeLines).join("\n")}
complete -c ccm -n "__ccm_at 'run'" -F`;
}
