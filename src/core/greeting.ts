import type { Settings } from "#kernel/settings.ts";
import { version } from "#kernel/version.ts";
import type { Access } from "#operators/access.ts";
import type { Database } from "#store/database.ts";
import type { WebCertificate } from "#trust/web-certificate.ts";

/** What the person at the console is to know: where the page is, and how to recognise it. */
export function greet(
  say: (line: string) => void,
  { publicUrl }: Settings,
  port: number,
  certificate: WebCertificate,
  database: Database,
): void {
  say(`Tocsin ${version}`);
  say(`  page         ${publicUrl}  (listening on port ${port})`);
  say(`  certificate  SHA-256 ${certificate.fingerprint}`);
  say(`  database     PostgreSQL ${database.version}, ${database.where}`);
}

/** Nobody can sign in yet: the one-time code makes the first administrator. */
export async function invite(access: Access, say: (line: string) => void): Promise<void> {
  if (!access.operators.none) return;
  const { code } = await access.accounts.newEnrolmentCode({ id: "tocsin", via: "start" });
  say("");
  say("Nobody can sign in yet. Open the page within 60 minutes and enter this one-time code, which makes you the");
  say(`first administrator:  ${code}`);
  say("");
}
