import type { LoginForm, StartedLogin } from "../../auth/logins.ts";
import type { Vendor } from "../../auth/vendor.ts";

/** A login that was started from the Accounts page, as far as the page needs it. Holds no verifier and no state. */
export interface PageLogin extends Pick<StartedLogin, "id" | "form" | "url" | "userCode" | "busyPorts"> {
  readonly vendor: Vendor;
  /** Name it will be stored under. */
  readonly login: string;
  /** The form that was asked for; `form` is the one it has. */
  readonly asked: LoginForm;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The logins that pages wait for, by id. */
export interface StartedLogins {
  add(started: StartedLogin, asked: LoginForm, vendor: Vendor, login: string): void;
  find(id: string): PageLogin | undefined;
}

const mostLogins = 32;

/** Remembers the latest few. */
export function createStartedLogins(): StartedLogins {
  const logins = new Map<string, PageLogin>();
  return {
    add({ id, form, url, userCode, busyPorts, pending }, asked, vendor, login) {
      const [oldest] = logins.keys();
      if (logins.size >= mostLogins && oldest !== undefined) logins.delete(oldest);
      const code = userCode === undefined ? {} : { userCode };
      logins.set(id, {
        id,
        form,
        url,
        ...code,
        busyPorts,
        vendor,
        login,
        asked,
        expiresAt: pending.expiresAt,
      });
    },
    find: (id) => logins.get(id),
  };
}
