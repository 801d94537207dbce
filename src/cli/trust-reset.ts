import { parseArgs } from "node:util";
import type { TrustStatus } from "#trust/status.ts";
import { ASKING, ask, printJson } from "./ask.ts";

const OPTIONS = { ...ASKING, yes: { type: "boolean", default: false } } as const;

/** Gives up the site's authority for a new one. Without --yes only says what would end. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const { site, root, peers, web } = (await ask(values, "GET", "/api/v1/trust")) as unknown as TrustStatus;
  if (!values.yes) {
    const others = peers.filter(({ own, admitted }) => !own && admitted !== null);
    if (values.json)
      printJson({ ends: { root: root.thumbprint, peers: others.map(({ uri }) => uri), web: web?.madeBy } });
    else {
      console.log(`This gives up the root ${root.thumbprint}. With it end:`);
      for (const { role, node, instance } of others) console.log(`  ${role} ${node}/${instance}: has to join again`);
      if (web?.madeBy === "tocsin")
        console.log(
          "  the certificate of the page: browsers and programs have to be told to trust trust/site-ca.pem anew",
        );
      console.log('If that is what you want, say "tocsin trust reset --yes".');
    }
    return 1;
  }
  const answer = (await ask(values, "POST", "/api/v1/trust/reset", { site })) as unknown as TrustStatus;
  if (values.json) printJson(answer);
  else console.log(`The root is now SHA-256 ${answer.root.thumbprint}. Let every other machine join again.`);
  return 0;
}
