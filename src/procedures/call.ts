import type { Person } from "#site/person.ts";
import type { Step } from "#site/procedure.ts";
import type { Site } from "#site/site.ts";

const VOICE = "voice";

type Called =
  | { readonly kind: "found"; readonly person: Person; readonly method: Person["methods"][number] }
  | { readonly kind: "nobody"; readonly because: string };

/** By which telephone the server can call whom the step names; a bare number is dialled by whoever goes through the steps. */
export function whomToCall(
  { whom }: Extract<Step, { type: "call" }>,
  { items }: Pick<Site, "items">,
  verified: (person: string, channel: string, address: string) => boolean,
): Called {
  if (!("person" in whom)) {
    return {
      kind: "nobody",
      because: `The server has no contact method for ${whom.name}: dial ${whom.number} yourself.`,
    };
  }
  const person = items.person.get(whom.person)?.body;
  if (!person?.active) return { kind: "nobody", because: `There is no active person '${whom.person}' any more.` };
  const method = person.methods.find(({ channel, address }) => {
    const line = items.channel.get(channel)?.body;
    return line?.kind === VOICE && line.enabled && verified(person.id, channel, address);
  });
  if (method) return { kind: "found", person, method };
  return {
    kind: "nobody",
    because: `${person.name} has no confirmed telephone number on a voice channel that is switched on.`,
  };
}
