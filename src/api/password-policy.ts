import { z } from "zod";
import { LONGEST_PASSWORD } from "#operators/password-hash.ts";
import { rulesInWords } from "#operators/password-policy.ts";
import type { Core } from "./core.ts";
import type { Api } from "./server.ts";

const Policy = z.object({
  minimumLength: z.int(),
  maximumLength: z.int(),
  rules: z.array(z.string()).describe("Whole sentences, to be shown where a password is chosen"),
});

/** Which passwords are taken: shown wherever one is chosen, also to who is only just being enrolled. */
export function passwordPolicy(api: Api, core: Core): void {
  api.get(
    "/api/v1/password-policy",
    {
      config: { needs: "open" },
      schema: { summary: "Which passwords are taken, in words", response: { 200: Policy } },
    },
    () => {
      const { policy } = core.access.passwords;
      return {
        minimumLength: policy.minimumLength,
        maximumLength: LONGEST_PASSWORD,
        rules: rulesInWords(policy),
      };
    },
  );
}
