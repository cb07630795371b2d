import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { releaseTargets } from "../../../scripts/release/targets.ts";
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
  const names = releaseTargets.map(({ name }) => `ccm-1.2.3-${name}.tar.gz`);
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

async function install(url: string, folder: string): Promise<{ code: number; said: string }> {
  const child = Bun.spawn(["sh", "-c", script], {
    env: { PATH: process.env.PATH, HOME: folder, CCM_INSTALL: join(folder, "bin"), CCM_URL: url },
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
});
