import { z } from "zod";

/** One loudspeaker of this machine. */
export const Settings = z
  .strictObject({
    by: z
      .enum(["aplay", "pacat", "files"])
      .default("aplay")
      .describe("aplay: ALSA (alsa-utils); pacat: PulseAudio or PipeWire (pulseaudio-utils); files: WAV files"),
    device: z
      .string()
      .regex(/^[A-Za-z0-9_.:,=/-]{1,200}$/, "expected a device as aplay -L or pactl list sinks names it")
      .optional()
      .describe("Absent: the machine's default device"),
    folder: z
      .string()
      .startsWith("/")
      .max(400)
      .optional()
      .describe(
        "With files, for machines without a sound card: a folder in one that is there, for the last hundred of them",
      ),
  })
  .refine(
    ({ by, folder }) => (by === "files") === (folder !== undefined),
    "expected a folder with files, and only then",
  );
export type Settings = z.output<typeof Settings>;

/** What the place is called where it sounds; it stands in the delivery log. */
export const Address = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "expected the name of a place: lower-case letters, digits, '-'");
