import { type CompletionPlace, valueFlags } from "./describe-program.ts";
import { quotePowershell } from "./quote.ts";

function list(words: readonly string[]): string {
  return `@(${words.map(quotePowershell).join(", ")})`;
}

function placeEntry({ path, words, options }: CompletionPlace): string {
  const all = [...words.map(({ word }) => word), ...options.map(({ long }) => long)];
  return `    ${quotePowershell(path)} = ${list(all)}`;
}

function valueEntries({ path, options }: CompletionPlace): readonly string[] {
  return options
    .filter(({ values }) => values.length > 0)
    .map(({ long, values }) => `    ${quotePowershell(`${path}:${long}`)} = ${list(values)}`);
}

/** The completion script for Windows PowerShell 5.1 and PowerShell 7. */
export function renderPowershell(places: readonly CompletionPlace[]): string {
  return `# Completion of ccm for PowerShell.
Register-ArgumentCompleter -Native -CommandName ccm -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $places = @{
${places.map(placeEntry).join("\n")}
  }
  $values = @{
${places.flatMap(valueEntries).join("\n")}
  }
  $valueFlags = ${list(valueFlags(places))}
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $place = ''
  $previous = ''
  foreach ($word in $words) {
    $longer = "$place $word".Trim()
    if ($valueFlags -notcontains $previous -and $places.ContainsKey($longer)) { $place = $longer }
    $previous = $word
  }
  $candidates = if ($values.ContainsKey("\${place}:$previous")) { $values["\${place}:$previous"] }
    elseif ($valueFlags -contains $previous) { @() }
    else { $places[$place] }
  $candidates | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`;
}
