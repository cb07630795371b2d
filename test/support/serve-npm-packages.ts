import type { NpmTarball } from "../../scripts/release/npm/pack-npm.ts";

/** The manifest in a tarball, with the address and checksum that a registry adds. */
async function versionOf({ file, content }: NpmTarball, origin: string) {
  const files = await new Bun.Archive(content).files();
  const manifest: { name: string; version: string } = JSON.parse(
    (await files.get("package/package.json")?.text()) ?? "{}",
  );
  const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(content).digest("base64")}`;
  return { ...manifest, dist: { tarball: `${origin}/${file}`, integrity } };
}

/** A registry on this machine that has these packages and no others. */
export function serveNpmPackages(tarballs: readonly NpmTarball[]): Bun.Server<undefined> {
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { origin, pathname } = new URL(request.url);
      const asked = decodeURIComponent(pathname.slice(1));
      const tarball = tarballs.find(({ file }) => file === asked);
      if (tarball !== undefined) return new Response(tarball.content);
      const versions = await Promise.all(tarballs.map((one) => versionOf(one, origin)));
      const version = versions.find(({ name }) => name === asked);
      if (version === undefined) return Response.json({}, { status: 404 });
      return Response.json({
        name: version.name,
        "dist-tags": { latest: version.version },
        versions: { [version.version]: version },
      });
    },
  });
}
