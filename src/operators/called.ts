import type { Site } from "#site/site.ts";
import type { Operators } from "./operators.ts";
import type { Tokens } from "./tokens.ts";

interface Known {
  readonly operators: Pick<Operators, "known" | "all">;
  readonly tokens: Pick<Tokens, "all">;
}

/** What is called who did something: `operator:anna.keller` is Anna Keller. Null: nobody who is known here (any more). */
export function calledBy({ operators, tokens }: Known, { items }: Pick<Site, "items">, actor: string): string | null {
  const at = actor.indexOf(":");
  const [kind, id] = [actor.slice(0, at), actor.slice(at + 1)];
  switch (kind) {
    case "operator": {
      const name = operators.known(id)?.name ?? null;
      return name !== null && operators.all().some((one) => one.id !== id && one.name === name)
        ? `${name} (${id})`
        : name;
    }
    case "token":
      return tokens.all().find((token) => token.id === id)?.name ?? null;
    case "person":
      return items.person.get(id)?.body.name ?? null;
    case "display":
      return items.workstation.get(id)?.body.name ?? null;
    case "directory":
      return items.directory.get(id)?.body.name ?? null;
    default:
      return null;
  }
}
