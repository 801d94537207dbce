import { announcer } from "./announcer/index.ts";
import type { Channel } from "./channel.ts";
import { chatWebhook } from "./chat-webhook/index.ts";
import { espa } from "./espa/index.ts";
import { httpTemplate } from "./http-template/index.ts";
import { matrix } from "./matrix/index.ts";
import { ntfy } from "./ntfy/index.ts";
import { sipMessage } from "./sip-message/index.ts";
import { smpp } from "./smpp/index.ts";
import { smsModem } from "./sms-modem/index.ts";
import { smtp } from "./smtp/index.ts";
import { snpp } from "./snpp/index.ts";
import { tap } from "./tap/index.ts";
import { voice } from "./voice/index.ts";
import { webPush } from "./web-push/index.ts";
import { webhook } from "./webhook/index.ts";
import { xmpp } from "./xmpp/index.ts";

/** Every way to reach people that there is. */
export const CHANNELS: readonly Channel[] = [
  announcer,
  chatWebhook,
  espa,
  httpTemplate,
  matrix,
  ntfy,
  sipMessage,
  smpp,
  smsModem,
  smtp,
  snpp,
  tap,
  voice,
  webPush,
  webhook,
  xmpp,
];
