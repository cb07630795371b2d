import { type FSWatcher, watch } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { revisionOf } from "./load.ts";

/** What to watch, and whom to tell. */
export interface WatchOptions {
  readonly path: string;
  /** Revision of the text that is in use. */
  readonly revision: string;
  /** Gets each new text of the file, once. */
  readonly onChange: (text: string) => void;
  /** How long the file must rest before it is read: editors write in several steps. */
  readonly debounceMs?: number;
  /** How often the file is looked at where the system reports nothing: mounts of containers, targets of links. */
  readonly pollMs?: number;
}

/** A running watch. */
export interface ConfigWatch {
  /** Ends it; nothing is called back afterwards. */
  close(): void;
  /** Looks at the file now, as a signal to reload asks for. */
  check(): Promise<void>;
}

/**
 * Watches a config file for new content. It is the folder that is watched, since most programs save by replacing the file. A file
 * that is touched, or gone for a moment, or the same as before, is no news. The watch keeps no process alive.
 */
export function watchConfig({
  path,
  revision,
  onChange,
  debounceMs = 100,
  pollMs = 2000,
}: WatchOptions): ConfigWatch {
  let known = revision;
  let lastSeen = "";
  let closed = false;
  let pending: Timer | undefined;

  async function check(): Promise<void> {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined || closed) return;
    const found = revisionOf(bytes);
    if (found === known) return;
    known = found;
    onChange(bytes.toString("utf8"));
  }

  function checkSoon(): void {
    clearTimeout(pending);
    pending = setTimeout(() => void check(), debounceMs);
  }

  async function poll(): Promise<void> {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || closed) return;
    const seen = `${found.ino} ${found.mtimeMs} ${found.size}`;
    if (seen !== lastSeen) checkSoon(); // the first time too: it may have changed since it was loaded
    lastSeen = seen;
  }

  const folder = watchFolder(path, checkSoon);
  const polling = setInterval(() => void poll(), pollMs);
  polling.unref();
  void poll();

  return {
    close() {
      closed = true;
      clearTimeout(pending);
      clearInterval(polling);
      folder?.close();
    },
    check,
  };
}

/** Undefined where the system cannot watch (no such folder, no watches left): polling does it then. */
function watchFolder(path: string, onEvent: () => void): FSWatcher | undefined {
  const name = basename(path);
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, file) => {
      if (file === null || file === name || file.startsWith("..")) onEvent(); // `..data`: how Kubernetes swaps a mounted folder
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
