import { UserError } from "../errors.ts";

/** The closed set of ways in which a login can fail. */
export type LoginProblem =
  /** The answer belongs to another login than the one that waits, or to none. */
  | "wrong_state"
  /** The login waited longer than it may. */
  | "expired"
  /** The login was finished before: a code is good for one time. */
  | "used"
  /** The person, or the vendor on their behalf, said no. */
  | "denied"
  /** What was pasted is neither a code nor an address that holds one. */
  | "no_code"
  /** The vendor refused the code. */
  | "refused"
  /** The account cannot be used: wrong plan, missing project, validation needed. */
  | "ineligible"
  /** The vendor could not be reached or did not make sense. */
  | "unreachable"
  /** The vendor does not offer this form of login, or not for this account. */
  | "unsupported"
  /** ccm was stopped, or the person went away. */
  | "cancelled";

/** A login that came to nothing, in one line that says what to do. Nothing was stored. */
export class LoginError extends UserError {
  readonly problem: LoginProblem;

  constructor(problem: LoginProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}
