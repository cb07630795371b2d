import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { runtimeSettings } from "../../../src/daemon/runtime-settings.ts";
import { version } from "../../../src/version.ts";

const root = resolve(import.meta.dir, "../../..");
const read = (name: string) => readFileSync(join(root, name), "utf8");

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Instructions of a Dockerfile, comments gone, continued lines joined. */
function instructionsOf(text: string): Instruction[] {
  const lines = text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");
  return lines
    .replaceAll(/\s*\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [name = "", ...rest] = line.split(" ");
      return { name, rest: rest.join(" ") };
    });
}

const instructions = instructionsOf(read("Dockerfile"));
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
const inLastStage = (name: string) => lastStage.filter((one) => one.name === name).map(({ rest }) => rest);

const composeSchema = v.object({
  services: v.object({
    ccm: v.looseObject({
      container_name: v.string(),
      ports: v.array(v.string()),
      volumes: v.array(v.string()),
      tmpfs: v.array(v.string()),
      read_only: v.boolean(),
      cap_drop: v.array(v.string()),
      security_opt: v.array(v.string()),
      stop_grace_period: v.string(),
      restart: v.string(),
      env_file: v.array(v.object({ path: v.string(), required: v.boolean() })),
    }),
  }),
  volumes: v.record(v.string(), v.object({ name: v.string() })),
});
const compose = v.parse(composeSchema, Bun.YAML.parse(read("compose.yml")));
const { ccm } = compose.services;

describe("Dockerfile", () => {
  test("every base image has a stated version, none is latest", () => {
    const versions = new Map(
      instructions
        .filter(({ name, rest }) => name === "ARG" && rest.includes("="))
        .map(({ rest }) => rest.split("=", 2) as [string, string]), // it has an equals sign
    );
    const images = instructions
      .filter(({ name }) => name === "FROM")
      .map(({ rest }) => rest.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => versions.get(name) ?? "unset"));
    expect(images.map((image) => image.split(" ")[0])).toEqual([
      expect.stringMatching(/^oven\/bun:\d+\.\d+\.\d+-alpine$/),
      expect.stringMatching(/^alpine:\d+\.\d+\.\d+$/),
    ]);
  });

  test("the image is built with the Bun that the package names", () => {
    const { packageManager } = JSON.parse(read("package.json")) as { packageManager: string }; // our own file
    expect(instructions).toContainEqual({
      name: "ARG",
      rest: packageManager.replace("bun@", "BUN_VERSION="),
    });
  });

  test("it runs as user 1000 with a private home folder and no other rights", () => {
    const [setUp = ""] = inLastStage("RUN");
    expect(setUp).toContain("adduser -D -u 1000 -G ccm ccm");
    expect(setUp).toContain("install -d -o ccm -g ccm -m 0700 /home/ccm/.claude-code-mux");
    expect(inLastStage("USER")).toEqual(["1000:1000"]);
    expect(inLastStage("VOLUME")).toEqual(['["/home/ccm/.claude-code-mux"]']);
  });

  test("it starts ccm on the mounted config, without a shell between it and the signal", () => {
    expect(inLastStage("CMD")).toEqual(['["ccm", "--config", "/config/config.toml", "start"]']);
    expect(inLastStage("ENTRYPOINT")).toEqual([]); // so that `docker run ccm ccm --version` and `sh` work
    expect(inLastStage("EXPOSE")).toEqual(["13456"]);
    expect(inLastStage("STOPSIGNAL")).toEqual(["SIGTERM"]);
  });

  test("the container asks ccm itself whether it is well", () => {
    expect(inLastStage("HEALTHCHECK").join()).toEndWith('CMD ["ccm", "healthcheck"]');
  });

  test("the runtime has its settings before the process begins", () => {
    const settings = Object.entries(runtimeSettings).map(([name, value]) => `${name}=${value}`);
    expect(inLastStage("ENV")).toContain(settings.join(" "));
  });

  test("its labels name the version of the package", () => {
    expect(inLastStage("ARG")).toContain(`CCM_VERSION=${version}`);
    for (const label of ["title", "description", "licenses", "version", "revision"]) {
      expect(inLastStage("LABEL").join()).toContain(`org.opencontainers.image.${label}=`);
    }
  });

  const copied = instructions
    .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from"))
    .flatMap(({ rest }) => rest.split(" ").slice(0, -1))
    .map((path) => path.replace(/\/$/, ""));

  test("the files that the build copies, and no others, pass .dockerignore", () => {
    const ignored = read(".dockerignore").split("\n");
    const allowed = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
    expect(ignored).toContain("*");
    expect(allowed.toSorted()).toEqual(copied.toSorted());
  });

  test("the files that are copied are enough to build ccm", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ccm-context-"));
    for (const path of copied) await cp(join(root, path), join(folder, path), { recursive: true });
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    const build = Bun.spawnSync([process.execPath, "scripts/build.ts", "--outfile", join(folder, "ccm")], {
      cwd: folder,
      env: { ...process.env, CCM_COMMIT: "0123456789" },
    });
    expect(build.stderr.toString()).toContain(`built ${join(folder, "ccm")}`);
    const printed = Bun.spawnSync([join(folder, "ccm"), "--version"]).stdout.toString();
    expect(printed).toContain(`ccm ${version} (0123456,`);
    await rm(folder, { recursive: true });
  }, 60_000);
});

describe("compose.yml", () => {
  test("only this machine reaches the port", () => {
    expect(ccm.ports).toEqual(["127.0.0.1:13456:13456"]);
  });

  test("opening the port to others is a change of one line, which stands there commented", () => {
    expect(read("compose.yml")).toContain('      # - "13456:13456"\n');
  });

  test("docker logs and docker exec find it by the name that they know", () => {
    expect(ccm.container_name).toBe("claude-code-mux");
  });

  test("the config is a folder of the host, the data a named volume", () => {
    expect(ccm.volumes).toEqual(["./config:/config", "ccm-data:/home/ccm/.claude-code-mux"]);
    expect(compose.volumes).toEqual({ "ccm-data": { name: "ccm-data" } });
  });

  test("the container may write nothing else and has no rights to lose", () => {
    expect(ccm).toMatchObject({
      read_only: true,
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
  });

  test("it is given longer to stop than ccm drains its streams", () => {
    const [, drainMs] = /^#drain_timeout_ms = (\d+)/m.exec(read("config/config.example.toml")) ?? [];
    expect(Number.parseInt(ccm.stop_grace_period, 10) * 1000).toBeGreaterThan(Number(drainMs));
  });

  test("it starts without a file of keys, and again after a crash", () => {
    expect(ccm.env_file).toEqual([{ path: ".env", required: false }]);
    expect(ccm.restart).toBe("unless-stopped");
  });
});

test(".env.example names every key that the container's config asks for, each without a value", () => {
  const asked = [...read("config/config.toml").matchAll(/^api_key = "\$(\w+)"/gm)].map((match) => match[1]);
  const given = [...read(".env.example").matchAll(/^(\w+)=(.*)$/gm)];
  expect(given.map((match) => match[1])).toEqual(asked);
  expect(given.map((match) => match[2])).toEqual(asked.map(() => ""));
});
