import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { archiveName, releaseTargets } from "../../../scripts/release/targets.ts";
import { writeTar } from "../../../scripts/release/write-tar.ts";

const script = (await readFile(resolve(import.meta.dir, "../../../scripts/install.sh"), "utf8")).replaceAll(
  "@CCM_VERSION@",
  "1.2.3",
);
const archive = writeTar([
  { path: "ccm", content: Buffer.from("#!/bin/sh\necho ccm 1.2.3\n"), executable: true },
]);

/** A release of one version for every system; `tampered` serves archives that are not those of the checksums. */
function serveRelease(options: { tampered: boolean }) {
  const served = options.tampered ? writeTar([]) : archive;
  const hash = new Bun.CryptoHasher("sha256").update(archive).digest("hex");
  const names = releaseTargets.map((target) => archiveName(target, "1.2.3"));
  const sums = names.map((name) => `${hash}  ${name}\n`).join("");
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const name = new URL(request.url).pathname.slice(1);
      if (name === "SHA256SUMS") return new Response(sums);
      return names.includes(name) ? new Response(served) : new Response("no", { status: 404 });
    },
  });
}

/** Runs the script. @param programs a folder with programs that go before the system's own */
async function install(url: string, folder: string, programs = ""): Promise<{ code: number; said: string }> {
  const child = Bun.spawn(["sh", "-c", script], {
    env: {
      PATH: `${programs}:${process.env.PATH}`,
      HOME: folder,
      CCM_INSTALL: join(folder, "bin"),
      CCM_URL: url,
    },
    stdout: "ignore",
    stderr: "pipe",
  });
  return { said: await new Response(child.stderr).text(), code: await child.exited };
}

describe.if(process.platform !== "win32" && Bun.which("curl") !== null)("install.sh", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ccm-install-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("refuses an archive that is not the one of the checksum, and installs nothing", async () => {
    await using server = serveRelease({ tampered: true });
    const { code, said } = await install(server.url.origin, folder);
    expect(code).toBe(1);
    expect(said).toContain("checksum");
    expect(await readdir(folder)).toEqual([]);
  });

  test("asks where the release lies when nothing says it", async () => {
    const { code, said } = await install("", folder);
    expect(code).toBe(1);
    expect(said).toContain("CCM_URL=https://");
  });

  test("installs the archive of this system, over an older one too", async () => {
    await using server = serveRelease({ tampered: false });
    expect(await install(server.url.origin, folder)).toMatchObject({ code: 0 });
    const again = await install(server.url.origin, folder);
    expect(again).toMatchObject({ code: 0 });
    expect(again.said).toContain("not in PATH");
    const version = Bun.spawn([join(folder, "bin", "ccm"), "--version"]);
    expect(await new Response(version.stdout).text()).toBe("ccm 1.2.3\n");
    expect(await readdir(join(folder, "bin"))).toEqual(["ccm"]);
  });

  /** A folder with programs that say what those of another system would. */
  async function pretend(kernel: string, machine: string, linked: string): Promise<string> {
    const programs = await mkdtemp(join(folder, "programs-"));
    const uname = `#!/bin/sh\n[ "$1" = -s ] && echo ${kernel} || echo ${machine}\n`;
    await writeFile(join(programs, "uname"), uname, { mode: 0o755 });
    await writeFile(join(programs, "ldd"), `#!/bin/sh\necho '${linked}'\n`, { mode: 0o755 });
    return programs;
  }

  const glibc = "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6";
  const musl = "/lib/ld-musl-x86_64.so.1 (0x7f9fb6a65000)";

  test.each([
    ["Linux", "x86_64", glibc, "linux-x64"],
    ["Linux", "x86_64", musl, "linux-x64-musl"],
    ["Linux", "aarch64", glibc, "linux-arm64"],
    ["Linux", "aarch64", musl, "linux-arm64-musl"],
    ["Darwin", "x86_64", glibc, "darwin-x64"],
    ["Darwin", "arm64", glibc, "darwin-arm64"],
  ])("on %s %s linked to %s it takes %s", async (kernel, machine, linked, name) => {
    await using server = serveRelease({ tampered: false });
    const programs = await pretend(kernel, machine, linked);
    const { code, said } = await install(server.url.origin, folder, programs);
    expect(said).toContain(`downloading ccm-1.2.3-${name}.tar.gz\n`);
    expect(code).toBe(0);
  });

  test("a system without a build is named, and nothing is downloaded", async () => {
    const programs = await pretend("Linux", "riscv64", glibc);
    const { code, said } = await install("http://127.0.0.1:9", folder, programs);
    expect({ code, said }).toEqual({ code: 1, said: "ccm: no ccm for riscv64\n" });
  });
});
