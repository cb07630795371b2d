import { expect, test } from "bun:test";
import fc from "fast-check";
import { addRouteHeaders } from "../../../src/pipeline/answer-headers.ts";
import type { ClientRequest } from "../../../src/pipeline/client-request.ts";

const request: Pick<ClientRequest, "id"> = { id: "req_1" };

test("a model may have any name: JSON can hold halves of characters, headers hold none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (model) => {
      const fields = addRouteHeaders({}, { request, route: { model, reason: "direct", edits: [] } }, 1);
      expect(() => new Response("", { headers: fields })).not.toThrow();
    }),
    { examples: [["\ud800"], ["host/\udfff"], ["潮"]] },
  );
});
