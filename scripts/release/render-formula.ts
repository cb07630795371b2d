import { type PublishedRelease, publishedArchive } from "./published-release.ts";
import { type ReleaseTarget, releaseTargets } from "./targets.ts";

const processors = { x64: "intel", arm64: "arm" } as const;

/** Archives of one system, by processor; on Linux those for glibc, which Homebrew requires. */
function renderSystem(release: PublishedRelease, os: ReleaseTarget["os"]): string {
  const targets: readonly ReleaseTarget[] = releaseTargets;
  const blocks = targets
    .filter((target) => target.os === os && target.libc !== "musl")
    .map((target) => {
      const { url, sha256 } = publishedArchive(release, target);
      return `    on_${processors[target.cpu]} do
      url "${url}"
      sha256 "${sha256}"
    end`;
    });
  return blocks.join("\n");
}

/**
 * The formula of a release, for a Homebrew tap, as `claude-code-mux.rb`: Homebrew has another program called ccm. Its
 * service keeps to the linked path, which an upgrade leaves standing.
 */
export function renderFormula(release: PublishedRelease): string {
  return `class ClaudeCodeMux < Formula
  desc "Routes Claude Code and other clients to the models you choose"
  homepage "${release.homepage}"
  version "${release.version}"
  license "${release.license}"

  on_macos do
${renderSystem(release, "darwin")}
  end

  on_linux do
${renderSystem(release, "linux")}
  end

  conflicts_with "ccm", because: "both install a \`ccm\` binary"

  def install
    bin.install "ccm"
    generate_completions_from_executable(bin/"ccm", "completion", shells: [:bash, :zsh, :fish])
  end

  service do
    run [opt_bin/"ccm", "start"]
    keep_alive successful_exit: false
    environment_variables CCM_LOG_FILE: var/"log/ccm.log"
    log_path var/"log/ccm.log"
    error_log_path var/"log/ccm.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ccm --version")
  end
end
`;
}
