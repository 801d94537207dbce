import { Fault } from "#kernel/fault.ts";
import { COMMANDS, type Command } from "./commands.ts";

/** `tocsin <command> …`; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name = "help", ...rest] = args;
  if (["help", "--help", "-h"].includes(name)) return help(rest[0]);
  const command = COMMANDS.find((one) => one.name === (name === "--version" ? "version" : name));
  if (!command) {
    console.error(`There is no command "${name}". "tocsin help" lists what there is.`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) return help(name);
  try {
    return await (await command.load()).run(rest);
  } catch (thrown) {
    if (thrown instanceof Fault) {
      console.error(thrown.message);
      return 1;
    }
    if (String((thrown as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS")) {
      console.error(`${(thrown as Error).message.split(". ")[0]}. Usage: ${usage(command)}`);
      return 2;
    }
    throw thrown;
  }
}

function usage({ name, usage: rest }: Command): string {
  return `tocsin ${name}${rest === "" ? "" : ` ${rest}`}`;
}

function help(name: string | undefined): number {
  const wanted = COMMANDS.filter((command) => name === undefined || command.name === name);
  if (wanted.length === 0) {
    console.error(`There is no command "${name}". "tocsin help" lists what there is.`);
    return 2;
  }
  const widest = Math.max(...wanted.map((command) => command.name.length));
  for (const command of wanted) {
    console.log(`tocsin ${command.name.padEnd(widest)}  ${command.about}`);
    if (command.usage !== "") console.log(`${" ".repeat(widest + 9)}${command.usage}`);
  }
  return 0;
}
