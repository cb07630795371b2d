import { formatBody } from "../../../usage/format-body.ts";
import { formatBytes } from "../../../usage/format-figures.ts";
import type { RequestDetail } from "../../../usage/queries/request-rows.ts";
import { Card } from "../../components/card.tsx";

function Body({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <details>
      <summary>
        {title} <small class="muted">{formatBytes(Buffer.byteLength(text))}</small>
      </summary>
      <pre>{formatBody(text)}</pre>
    </details>
  );
}

/** What was said, where `server.log_bodies` kept it; nothing at all elsewhere. */
export function BodiesCard({ request: { bodies } }: { readonly request: RequestDetail }) {
  if (!bodies) return null;
  return (
    <Card id="bodies" title="Bodies">
      <div class="body">
        <Body title="Request" text={bodies.request} />
        <Body title="Answer" text={bodies.answer} />
      </div>
    </Card>
  );
}
