import type { Channel } from "./channel.ts";
import { smpp } from "./smpp/index.ts";
import { smtp } from "./smtp/index.ts";
import { snpp } from "./snpp/index.ts";
import { webhook } from "./webhook/index.ts";

/** Every way to reach people that there is. */
export const CHANNELS: readonly Channel[] = [smpp, smtp, snpp, webhook];
