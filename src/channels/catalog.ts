import type { Channel } from "./channel.ts";
import { smtp } from "./smtp/index.ts";
import { webhook } from "./webhook/index.ts";

/** Every way to reach people that there is. */
export const CHANNELS: readonly Channel[] = [smtp, webhook];
