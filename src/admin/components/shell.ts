import { type Child, createContext, useContext } from "hono/jsx";
import type { Theme } from "../theme.ts";
import type { PageName } from "./page-names.ts";

/** A word or count beside an entry of the menu. */
export type MenuCounts = Readonly<Partial<Record<PageName, string>>>;

/** What every page shows around its own content. */
export interface Shell {
  readonly theme: Theme;
  /** Hidden in every form. */
  readonly csrf: string;
  readonly current: PageName;
  readonly counts: MenuCounts;
  /** `3 d 4 h`. */
  readonly uptime: string;
  /** `127.0.0.1:13456`. */
  readonly address: string;
  readonly version: string;
  /** Whether the browser had to log in, so that it can log out. */
  readonly loggedIn: boolean;
  /** What concerns every page; stands below its head. */
  readonly notices?: Child;
}

const nowhere: Shell = {
  theme: "auto",
  csrf: "",
  current: "overview",
  counts: {},
  uptime: "",
  address: "",
  version: "",
  loggedIn: false,
};

/** Filled by the page; read by whatever stands in it. */
export const ShellContext = createContext<Shell>(nowhere);

export function useShell(): Shell {
  return useContext(ShellContext);
}
