import { createHash, randomBytes } from "node:crypto";

interface DeviceLogin {
  readonly userCode: string;
  approved: boolean;
}

/** Device logins that wait for somebody to type their code. */
export class DeviceCodes {
  /** Whether the account allows device logins at all. */
  offered = true;
  redirectUri = "";
  readonly logins = new Map<string, DeviceLogin>();

  /** What a person does who types the code on another device. */
  approve(userCode: string): void {
    for (const login of this.logins.values()) {
      if (login.userCode === userCode) login.approved = true;
    }
  }
}

/** The three calls of OpenAI's device login; the server makes verifier and challenge itself. */
export function answerDevice(
  devices: DeviceCodes,
  end: string,
  fields: Readonly<Record<string, string>>,
  newCode: (challenge: string, redirectUri: string) => string,
): Response {
  if (!devices.offered) return new Response(null, { status: 404 });
  if (end.endsWith("deviceauth/usercode")) {
    const id = `deviceauth_${randomBytes(9).toString("base64url")}`;
    const userCode = `${randomBytes(2).toString("hex")}-${randomBytes(2).toString("hex")}`.toUpperCase();
    devices.logins.set(id, { userCode, approved: false });
    return Response.json({ device_auth_id: id, user_code: userCode, interval: "0" });
  }
  const login = devices.logins.get(fields.device_auth_id ?? "");
  if (!end.endsWith("deviceauth/token") || !login?.approved || login.userCode !== fields.user_code) {
    return new Response(null, { status: end.endsWith("deviceauth/token") ? 403 : 404 });
  }
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return Response.json({
    authorization_code: newCode(challenge, devices.redirectUri),
    code_challenge: challenge,
    code_verifier: verifier,
  });
}
