import type { Instance } from "../daemon/pid-file.ts";
import { UserError } from "../errors.ts";

/** Why a command stops that would have to ask a ccm which runs but does not answer. */
export function silentInstance({ pid }: Instance): UserError {
  return new UserError(`ccm is running (pid ${pid}) but does not answer: ccm restart`);
}
