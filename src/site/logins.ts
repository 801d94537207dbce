import { z } from "zod";

/** The shortest that a password may be which stands alone; with a second factor it is 8 (NIST SP 800-63B-4 §3.1.1.2). */
const ALONE_LENGTH = 15;

/**
 * Which passwords are taken. There are no rules of composition, and by default a password changes on evidence, not with
 * the calendar.
 */
const PasswordPolicy = z
  .strictObject({
    profile: z
      .enum(["no-expiry", "legacy-expiry"])
      .default("no-expiry")
      .describe("legacy-expiry asks for another password after maxAgeDays, for sites whose auditor demands it"),
    maxAgeDays: z.int().min(1).max(3650).default(90).describe("With legacy-expiry only"),
    minimumLength: z
      .int()
      .min(8)
      .max(128)
      .default(ALONE_LENGTH)
      .describe(`Below ${ALONE_LENGTH} only where everybody must have a second factor`),
    history: z.int().min(0).max(24).default(5).describe("How many of somebody's former passwords are refused"),
    refusedWords: z
      .array(z.string().trim().min(3).max(60))
      .max(200)
      .default([])
      .describe("Words of this place that a password must not be made of: streets, products, abbreviations"),
  })
  .prefault({});

/** Who must prove more than a password: a code of an authenticator app, or a passkey. */
const SECOND_FACTOR_POLICIES = ["optional", "required for administrators", "required"] as const;

const UNLOCK_POLICIES = ["password", "second factor"] as const;

/** How people sign in. */
export const Logins = z
  .strictObject({
    sessionHours: z.number().min(1).max(24).default(12),
    lockAfterMin: z
      .number()
      .min(0)
      .max(1440)
      .default(15)
      .describe("A screen is locked when its operator has done nothing for so long; 0: never"),
    secondFactor: z
      .enum(SECOND_FACTOR_POLICIES)
      .default("optional")
      .describe("Whoever must have a second factor and has none can do nothing but set one up"),
    passkeyRoles: z
      .array(z.string().min(1).max(63).meta({ among: "role" }))
      .max(50)
      .default([])
      .describe(
        "Roles, such as administrator, whose holders sign in with a passkey and with nothing less. Whoever has none yet can do nothing but set one up",
      ),
    unlockWith: z
      .enum(UNLOCK_POLICIES)
      .default("password")
      .describe("What opens a locked screen again; second factor: of those who have one, with the password"),
    password: PasswordPolicy,
    mostAdministrators: z
      .int()
      .min(1)
      .max(20)
      .default(2)
      .describe("How many people may administer operators; one more needs a second person's approval"),
    unusedDays: z
      .int()
      .min(1)
      .max(3650)
      .default(90)
      .describe("Whoever has not signed in for so long can't any more, until somebody lets them in again"),
  })
  .refine(({ password, secondFactor }) => password.minimumLength >= ALONE_LENGTH || secondFactor === "required", {
    path: ["password", "minimumLength"],
    message: `expected at least ${ALONE_LENGTH}: a shorter password can be guessed where no second factor is required of everybody`,
  })
  .prefault({});

export type Logins = z.output<typeof Logins>;
export type PasswordPolicy = z.output<typeof PasswordPolicy>;
