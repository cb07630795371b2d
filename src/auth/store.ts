import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { Log } from "../log.ts";
import { makePrivateFolder, type PrivateWriter, removeLeftovers, writePrivateFile } from "../private-file.ts";
import { codeOf, messageOf } from "../thrown.ts";
import { createLock } from "./lock.ts";
import { hasSameTokens, readStoredLogin, type StoredLogin, writeStoredLogin } from "./stored-login.ts";
import { readTokenFile, type TokenFile, tokenFileSignature } from "./token-file.ts";

/** What becomes of a login: the new state, or `undefined` to remove it. Gets the file's state of this moment. */
export type LoginChange = (current: StoredLogin | undefined) => StoredLogin | undefined;

/** The logins of this user, in a file that several ccm processes share. */
export interface TokenStore {
  readonly path: string;
  /** The login as the file has it now, whoever wrote it. */
  get(login: string): StoredLogin | undefined;
  list(): readonly StoredLogin[];
  /** Why the file cannot be used; the store is empty then. */
  problem(): string | undefined;
  /**
   * Changes one login, durably, while no other process writes.
   * @throws UserError when the file cannot be written.
   */
  update(login: string, change: LoginChange): Promise<void>;
  /**
   * Stores a login that must not get lost, because the token it replaces is used up. When the file cannot be written it
   * lives on in memory, which is said loudly, and writing is tried again every minute.
   */
  keep(stored: StoredLogin, replaces: StoredLogin): Promise<void>;
  /** Tries once more to write what lives in memory only; true when nothing is left. */
  flush(): Promise<boolean>;
}

interface Unsaved {
  readonly stored: StoredLogin;
  /** What the file may hold in its place: any other tokens are of a newer login, which wins. */
  readonly replaces: readonly StoredLogin[];
}

function stillReplaces({ replaces }: Unsaved, onDisk: StoredLogin | undefined): boolean {
  return onDisk !== undefined && replaces.some((replaced) => hasSameTokens(replaced, onDisk));
}

const retryAfterMs = 60_000;

const writeFailures: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
};

function reasonOf(error: unknown): string {
  return writeFailures[codeOf(error)] ?? messageOf(error);
}

function readAll(file: TokenFile): ReadonlyMap<string, StoredLogin> {
  const logins = new Map<string, StoredLogin>();
  for (const [login, entry] of Object.entries(file.entries)) {
    const stored = readStoredLogin(login, entry);
    if (stored) logins.set(login, stored);
  }
  return logins;
}

/** Opens the store in `folder`: `oauth_tokens.json`, in the format and at the place of claude-code-mux. */
export function openTokenStore(options: {
  readonly folder: string;
  readonly log: Log;
  /** Milliseconds between two tries to write what lives in memory; a minute. */
  readonly retryAfterMs?: number;
  readonly write?: PrivateWriter;
}): TokenStore {
  const { folder, log, write: writeFile = writePrivateFile } = options;
  const path = join(folder, "oauth_tokens.json");
  const withLock = createLock(join(folder, ".oauth_tokens.lock"), {
    unlockable: (reason) => log.warn("the token file cannot be locked", { path, reason }),
  });
  const unsaved = new Map<string, Unsaved>();
  let file = readTokenFile(path, log);
  let logins = readAll(file);
  let retry: ReturnType<typeof setTimeout> | undefined;

  function load(): void {
    file = readTokenFile(path, log);
    logins = readAll(file);
  }

  function catchUp(): void {
    if (tokenFileSignature(path) !== file.signature) load();
  }

  /** Entries to write: the file's own, with what is still unsaved and nobody has replaced since. */
  function withUnsaved(held: readonly (readonly [string, Unsaved])[]): JsonObject {
    const entries = { ...file.entries };
    for (const [login, one] of held) {
      if (stillReplaces(one, logins.get(login))) entries[login] = writeStoredLogin(one.stored);
    }
    return entries;
  }

  /** Changes the file under the lock; not at all when `change` returns nothing. */
  async function write(change: (entries: JsonObject) => JsonObject | undefined): Promise<void> {
    try {
      await makePrivateFolder(dirname(path));
      await withLock(async () => {
        load();
        if (file.problem !== undefined) throw new UserError(file.problem);
        const held = [...unsaved];
        const entries = change(withUnsaved(held));
        if (entries === undefined) return;
        await removeLeftovers(path);
        await writeFile(path, `${JSON.stringify(entries, undefined, 2)}\n`);
        // Only what was written now: more may have come to be held meanwhile.
        for (const [login, one] of held) {
          if (unsaved.get(login) === one) unsaved.delete(login);
        }
      });
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`${path} cannot be written: ${reasonOf(error)}`);
    }
  }

  async function flush(): Promise<boolean> {
    if (unsaved.size === 0) return true;
    try {
      await write((entries) => entries);
      return true;
    } catch (error) {
      const reason = reasonOf(error);
      log.error("refreshed tokens live in memory only; they are lost when ccm ends", { path, reason });
      return false;
    }
  }

  function retryLater(): void {
    if (retry !== undefined) return;
    retry = setTimeout(async () => {
      retry = undefined;
      if (await flush()) log.info("the token file is written again", { path });
      else retryLater();
    }, options.retryAfterMs ?? retryAfterMs);
    retry.unref();
  }

  const get = (login: string): StoredLogin | undefined => {
    catchUp();
    const onDisk = logins.get(login);
    const held = unsaved.get(login);
    return held && stillReplaces(held, onDisk) ? held.stored : onDisk;
  };

  return {
    path,
    get,
    list() {
      catchUp();
      return [...logins.keys()].flatMap((login) => get(login) ?? []);
    },
    problem() {
      catchUp();
      return file.problem;
    },
    update(login, change) {
      return write((entries) => {
        const changed = change(readStoredLogin(login, entries[login]));
        if (changed) return { ...entries, [login]: writeStoredLogin(changed) };
        const { [login]: removed, ...others } = entries;
        return removed === undefined ? undefined : others;
      });
    },
    async keep(stored, replaces) {
      // After an earlier failure the file may still hold what that one was to replace.
      const earlier = unsaved.get(stored.login)?.replaces ?? [];
      unsaved.set(stored.login, { stored, replaces: [...earlier, replaces] });
      if (!(await flush())) retryLater();
    },
    flush,
  };
}
