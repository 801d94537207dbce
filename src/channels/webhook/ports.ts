import type { Port } from "#kernel/port.ts";
import { httpPorts } from "../http-ports.ts";
import type { Settings } from "./settings.ts";

/** One row for each receiver that somebody's contact method names. */
export function portsOf(_settings: Settings, addresses: readonly string[]): readonly Port[] {
  return httpPorts(addresses, {
    name: "post",
    proof: "key",
    setting: "the address of the contact method",
    purpose: "messages to other programs, signed",
  });
}
