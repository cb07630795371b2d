import type { Flows } from "../../../auth/create-flows.ts";
import type { LoginForm } from "../../../auth/logins.ts";
import { loginTerms } from "../../../auth/terms.ts";
import { accountTitles, type Vendor, vendors } from "../../../auth/vendor.ts";
import type { ProviderConfig } from "../../../config/config.ts";
import { Card } from "../../components/card.tsx";
import { Form, Select } from "../../components/form.tsx";
import { Note } from "../../components/note.tsx";
import { Segments } from "../../components/segments.tsx";
import { loginNames } from "../../state/list-accounts.ts";

const wayTitles: Readonly<Record<LoginForm, string>> = {
  browser: "Browser",
  paste: "Paste",
  device: "Device code",
};
const wayWords: Readonly<Record<LoginForm, string>> = {
  browser: "The vendor sends the browser of this computer back to ccm, which listens only while you log in.",
  paste: "Open the vendor's page anywhere, then paste here what it ends on.",
  device: "Open the vendor's page on any device and type a short code there.",
};

/** Chooses whose login, how, and for which provider; what the vendor says of it stands above the button. */
export function LoginCard(props: {
  readonly vendor: Vendor;
  readonly way: LoginForm;
  readonly providers: readonly ProviderConfig[];
  readonly flows: Flows;
}) {
  const { vendor, providers, flows } = props;
  const offered = (["browser", "paste", "device"] as const).filter(
    (way) => way !== "device" || flows[vendor].startDevice !== undefined,
  );
  const way = offered.includes(props.way) ? props.way : "browser";
  const names = loginNames(vendor, providers);
  const vendorLinks = vendors.map((name) => ({
    name,
    title: accountTitles[name],
    href: `/accounts?vendor=${name}#add`,
  }));
  const wayLinks = offered.map((name) => ({
    name,
    title: wayTitles[name],
    href: `/accounts?vendor=${vendor}&way=${name}#add`,
  }));
  return (
    <Card
      id="add"
      title={`Log in to ${accountTitles[vendor]}`}
      aside={<Segments label="Vendor" current={vendor} links={vendorLinks} />}
    >
      <div class="bar">
        <Segments label="Way to log in" current={way} links={wayLinks} />
        <small>Same computer: browser. Remote or container: device code, else paste.</small>
      </div>
      <Form class="body" action="/accounts/login">
        <p class="muted">{wayWords[way]}</p>
        <Note tone="warn">{loginTerms[vendor].join(" ")}</Note>
        <input type="hidden" name="vendor" value={vendor} />
        <input type="hidden" name="way" value={way} />
        {names.length === 1 ? (
          <input type="hidden" name="login" value={names[0]} />
        ) : (
          <>
            <label for="login-name">For</label>
            <Select id="login-name" name="login" value={names[0] ?? vendor} choices={names} />
          </>
        )}
        <p>
          <button class="btn primary" type="submit">
            Start login
          </button>
        </p>
      </Form>
    </Card>
  );
}
