import { z } from "zod";
import { ENCODINGS, readAccounts } from "#operators/account-file.ts";
import type { Core } from "./core.ts";
import { whoOf } from "./identity.ts";
import { Refusal } from "./problem.ts";
import type { Api } from "./server.ts";

const FILE_CHARACTERS = 2_000_000;
const Outcome = z.object({
  accounts: z.array(z.string()),
  imported: z.boolean(),
  errors: z.array(z.object({ row: z.int(), because: z.string() })),
});

/** Taking over operators with salted SHA-256 hashes from another product; only on the machine itself. */
export function accountImport(api: Api, core: Core): void {
  api.post(
    "/api/v1/operators/import",
    {
      config: { needs: "machine" },
      bodyLimit: FILE_CHARACTERS * 3,
      schema: {
        summary: "Import operators with salted SHA-256 hashes, all of the file or none; only on the machine itself",
        body: z.strictObject({
          file: z.string().min(1).max(FILE_CHARACTERS).describe("CSV with a header line, or a JSON array"),
          encoding: z.enum(ENCODINGS).default("hex").describe("Of salt and hash"),
          dryRun: z.boolean().default(false).describe("Only say what would happen"),
        }),
        response: { 200: Outcome },
      },
    },
    async (request) => {
      const { file, encoding, dryRun } = request.body;
      const { accountImport } = core.access;
      const read = readAccounts(file, encoding);
      if (dryRun) return { ...accountImport.preview(read) } as z.output<typeof Outcome>;
      const outcome = await accountImport.import(read, whoOf(request));
      if (outcome.errors.length === 0) return outcome as z.output<typeof Outcome>;
      throw new Refusal(422, "Not valid", `${outcome.errors.length} rows can't be imported, and nobody was.`, {
        errors: outcome.errors.slice(0, 100).map(({ row, because }) => ({
          path: `row ${row}`,
          expected: "an account that can be imported",
          found: "",
          message: `Row ${row}: ${because}`,
        })),
      });
    },
  );
}
