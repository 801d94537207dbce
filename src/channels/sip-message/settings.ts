import { z } from "zod";
import { SipAccountSettings } from "../sip-settings.ts";

export const Settings = SipAccountSettings.extend({
  longest: z
    .int()
    .min(40)
    .max(1000)
    .default(160)
    .describe("Characters that the handsets show; what is longer is cut, and never the code"),
  tries: z
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe("After so many times busy or out of reach, the person's next way is used")
    .meta({ seldom: true }),
  localPort: z
    .int()
    .min(0)
    .max(65_535)
    .default(5064)
    .describe("Where the server reaches us (udp, tcp); 0: any")
    .meta({ seldom: true }),
});
export type Settings = z.output<typeof Settings>;
