import type pg from "pg";
import type { Instant } from "#kernel/clock.ts";
import { administers, whyApart } from "#operators/assigning.ts";
import { CustomRoles } from "#operators/custom-roles.ts";
import { ELEVATION_MINUTES } from "#operators/elevations.ts";
import { strengthOf } from "#operators/password-hash.ts";
import { type Assignment, effectiveRights, type RoleRights } from "#operators/permissions.ts";
import { whyNoOperatorId } from "#operators/roles.ts";
import { Logins } from "#site/logins.ts";
import type { Finding } from "./doctor.ts";
import { tellsRights } from "./doctor-accounts.ts";

const MINUTE_MS = 60_000;
/** A server that runs ends an elevation within that. */
const ENDS_WITHIN_MS = 5_000;
const ENVELOPE_OLD_MS = 30 * 24 * 60 * MINUTE_MS;
/** A screen that nobody touches for longer than that is open to whoever comes by. */
const LONGEST_LOCK_MIN = 60;
const STANDING_ADMINISTRATORS = 2;

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Pick<Assignment, "role" | "partitions">[];
  readonly enabled: boolean;
  readonly passkey: boolean;
  readonly breakGlass: boolean;
}

/** What is stored about who may sign in and do what. */
export interface OperatorFacts {
  readonly accounts: readonly Account[];
  readonly roleRights: (role: string) => RoleRights | undefined;
  /** Every present and former password, as it is kept. */
  readonly hashes: readonly { readonly operator: string; readonly hash: string }[];
  /** `logins` of the site as it is stored; undefined: as by default. */
  readonly logins: unknown;
  /** An enrolment code that nobody used opens the server until then. */
  readonly codeGoodUntil: Instant | null;
  readonly envelopes: readonly {
    readonly operator: string;
    readonly madeAt: Instant;
    readonly usedAt: Instant | null;
  }[];
  /** Reviews of what was done by break-glass accounts that nobody has closed. */
  readonly openReviews: number;
  readonly elevations: readonly {
    readonly operator: string;
    readonly role: string;
    readonly beganAt: Instant;
    readonly endsAt: Instant;
  }[];
  readonly tokens: readonly { readonly name: string; readonly expires: boolean; readonly by: string }[];
}

export async function checkOperators(client: pg.Client, now: Instant): Promise<Finding[]> {
  return judgeOperators(await readFacts(client), now);
}

export function judgeOperators(facts: OperatorFacts, now: Instant): Finding[] {
  return [
    names(facts, now),
    descriptions(facts),
    passwordRules(facts),
    hashes(facts),
    phishing(facts),
    lock(facts),
    administrators(facts),
    envelopes(facts, now),
    ageing(facts),
    duties(facts),
    elevations(facts, now),
    tokens(facts),
  ];
}

function names({ accounts, codeGoodUntil }: OperatorFacts, now: Instant): Finding {
  const check = { id: "OPR-01", check: "sign-in names" };
  const reserved = accounts.filter(({ id, enabled }) => enabled && whyNoOperatorId(id) !== null).map(({ id }) => id);
  if (reserved.length > 0) {
    const found = `Accounts with names that attackers try first: ${reserved.join(", ")}.`;
    return { ...check, state: "wrong", found, mend: "Make accounts that are named after people, and disable these." };
  }
  if (accounts.length > 0 && codeGoodUntil !== null && codeGoodUntil > now) {
    const found = `A code that nobody has used makes its holder an administrator until ${new Date(codeGoodUntil).toISOString()}.`;
    return { ...check, state: "advice", found, mend: "Use it, or let it run out." };
  }
  return { ...check, state: "good", found: "No account is there by default or has a name that is tried first." };
}

function descriptions({ accounts }: OperatorFacts): Finding {
  const check = { id: "OS-08", check: "names of operators" };
  const telling = accounts.filter(({ name, breakGlass }) => !breakGlass && tellsRights(name)).map(({ id }) => id);
  if (telling.length === 0) return { ...check, state: "good", found: "None says what its account may do." };
  const found = `What these may do stands in their name: ${telling.join(", ")}.`;
  return { ...check, state: "advice", found, mend: "Name them after people." };
}

function passwordRules({ logins }: OperatorFacts): Finding {
  const check = { id: "OPR-02", check: "password rules" };
  const read = Logins.safeParse(logins);
  if (!read.success) {
    const found = `The stored rules can't be: ${read.error.issues.map(({ message }) => message).join("; ")}.`;
    return { ...check, state: "wrong", found, mend: "Correct logins in the site's settings." };
  }
  return { ...check, state: "good", found: `At least ${read.data.password.minimumLength} characters.` };
}

function hashes(facts: OperatorFacts): Finding {
  const check = { id: "OPR-04", check: "stored passwords" };
  const kept = facts.hashes.filter(({ hash }) => hash !== "");
  const of = (strength: ReturnType<typeof strengthOf>) => [
    ...new Set(kept.filter(({ hash }) => strengthOf(hash) === strength).map(({ operator }) => operator)),
  ];
  const bare = of("none");
  if (bare.length > 0) {
    const found = `Not argon2id: the passwords of ${bare.join(", ")}.`;
    return { ...check, state: "wrong", found, mend: "Disable these accounts and give them new passwords." };
  }
  const weak = of("weak");
  if (weak.length === 0) return { ...check, state: "good", found: `${kept.length} kept, each as argon2id.` };
  const found = `Below today's cost: the passwords of ${weak.join(", ")}.`;
  return { ...check, state: "advice", found, mend: "Let them sign in, which hashes anew, or give them new passwords." };
}

function phishing(facts: OperatorFacts): Finding {
  const check = { id: "OPR-05", check: "second factors" };
  const without = standing(facts).filter(({ passkey }) => !passkey);
  if (without.length === 0) return { ...check, state: "good", found: "Every administrator has a passkey." };
  return {
    ...check,
    state: "advice",
    found: `Administrators whose sign-in a false page could take: ${without.map(({ id }) => id).join(", ")}.`,
    mend: "Let them register a passkey on their profile.",
  };
}

function lock({ logins }: OperatorFacts): Finding {
  const check = { id: "OPR-08", check: "screen lock" };
  const minutes = rules(logins)?.lockAfterMin ?? 0;
  const mend = `Set logins.lockAfterMin to ${LONGEST_LOCK_MIN} or less; 15 is usual.`;
  if (minutes === 0) return { ...check, state: "advice", found: "No screen locks by itself.", mend };
  const found = `A screen locks after ${minutes} minutes without an action.`;
  return minutes > LONGEST_LOCK_MIN ? { ...check, state: "advice", found, mend } : { ...check, state: "good", found };
}

function administrators(facts: OperatorFacts): Finding {
  const check = { id: "OPR-10", check: "administrators" };
  const found = standing(facts).map(({ id }) => id);
  const named = `${found.length} standing: ${found.join(", ") || "nobody yet"}.`;
  if (found.length <= STANDING_ADMINISTRATORS) return { ...check, state: "good", found: named };
  const mend = `Leave ${STANDING_ADMINISTRATORS}; others ask for the role when they need it, for a limited time.`;
  return { ...check, state: "advice", found: named, mend };
}

function envelopes({ envelopes: all, openReviews }: OperatorFacts, now: Instant): Finding {
  const check = { id: "OPR-11", check: "break-glass" };
  if (openReviews > 0) {
    const found = `${openReviews} uses of a break-glass account were not reviewed.`;
    return { ...check, state: "wrong", found, mend: "Let somebody else look at what was done and close the review." };
  }
  const sealed = all.filter(({ usedAt }) => usedAt === null);
  const mend = 'Run "tocsin operators break-glass NAME" and put what it prints into a sealed envelope.';
  if (sealed.length === 0) return { ...check, state: "advice", found: "There is no sealed credential.", mend };
  const old = sealed.filter(({ madeAt }) => now - madeAt > ENVELOPE_OLD_MS).map(({ operator }) => operator);
  if (old.length === 0) return { ...check, state: "good", found: `${sealed.length} sealed, none older than 30 days.` };
  return { ...check, state: "advice", found: `Older than 30 days: ${old.join(", ")}.`, mend };
}

function ageing({ logins }: OperatorFacts): Finding {
  const check = { id: "OPR-14", check: "password ageing" };
  const password = rules(logins)?.password;
  if (password?.profile !== "legacy-expiry") {
    const found = "Profile no-expiry: a password changes on evidence that it is known (NIST SP 800-63B-4 §3.1.1.2).";
    return { ...check, state: "good", found };
  }
  return {
    ...check,
    state: "advice",
    found: `Profile legacy-expiry: another password every ${password.maxAgeDays} days, which NIST SP 800-63B-4 §3.1.1.2 advises against.`,
    mend: "Keep it only where an auditor demands it.",
  };
}

function duties(facts: OperatorFacts): Finding {
  const check = { id: "RBAC-02", check: "separation of duties" };
  const broken = facts.accounts.flatMap(({ id, roles, enabled }) => {
    const why = enabled ? whyApart(effectiveRights(roles, facts.roleRights)) : null;
    return why === null ? [] : [`${id} (${why})`];
  });
  if (broken.length === 0) return { ...check, state: "good", found: "Nobody holds two duties that are kept apart." };
  return { ...check, state: "wrong", found: `${broken.join("; ")}.`, mend: "Take one of the roles away." };
}

function elevations({ elevations: all }: OperatorFacts, now: Instant): Finding {
  const check = { id: "RBAC-04", check: "elevations" };
  const wrong = all.filter(
    ({ beganAt, endsAt }) => endsAt + ENDS_WITHIN_MS < now || endsAt - beganAt > ELEVATION_MINUTES.most * MINUTE_MS,
  );
  if (wrong.length === 0) return { ...check, state: "good", found: `${all.length} at present, each with its end.` };
  return {
    ...check,
    state: "wrong",
    found: `Past their end or too long: ${wrong.map(({ operator, role }) => `${operator} as ${role}`).join(", ")}.`,
    mend: "Start the server, which ends what is due, or end them on the page of approvals.",
  };
}

function tokens({ tokens: all, accounts }: OperatorFacts): Finding {
  const check = { id: "RBAC-07", check: "tokens" };
  const gone = new Set(accounts.filter(({ enabled }) => !enabled).map(({ id }) => `operator:${id}`));
  const loose = all.filter(({ expires, by }) => !expires || gone.has(by)).map(({ name }) => name);
  if (loose.length === 0)
    return { ...check, state: "good", found: `${all.length} in use, each with an end and an owner.` };
  return {
    ...check,
    state: "advice",
    found: `Without an end, or made by somebody who can't sign in any more: ${loose.join(", ")}.`,
    mend: "Make new ones that expire, and revoke these.",
  };
}

const rules = (logins: unknown) => Logins.safeParse(logins).data;

/** Who administers operators all the time; accounts for emergencies are not. */
function standing({ accounts, roleRights }: OperatorFacts): Account[] {
  return accounts.filter(
    ({ enabled, breakGlass, roles }) => enabled && !breakGlass && administers(effectiveRights(roles, roleRights)),
  );
}

async function readFacts(client: pg.Client): Promise<OperatorFacts> {
  const all = async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows;
  const custom = new CustomRoles();
  await custom.load(client);
  const accounts = await all<Omit<Account, "roles"> & { roles: string }>(
    `select id, name, roles, disabled_at is null as enabled, exists (select from core.passkey where operator = o.id) as passkey,
            exists (select from core.break_glass where operator = o.id) as "breakGlass" from core.operator o order by id`,
  );
  const [site] = await all<{ logins: unknown }>(
    "select body -> 'logins' as logins from config.item where kind = 'setting' and id = 'site'",
  );
  const [code] = await all<{ at: Date | null }>(
    "select max(expires_at) as at from core.enrolment where used_at is null and operator is null",
  );
  const [reviews] = await all<{ open: number }>(
    `select count(*)::int as open from core.approval_request r where asked::json ->> 'kind' = 'review'
       and not exists (select from core.approval_step where request = r.id and state = 'closed')`,
  );
  const envelopes = await all<{ operator: string; made_at: Date; used_at: Date | null }>(
    "select operator, made_at, used_at from core.break_glass order by operator",
  );
  const elevations = await all<{ operator: string; role: string; began_at: Date; ends_at: Date }>(
    "select operator, role, began_at, ends_at from core.elevation where ended_at is null order by began_at",
  );
  return {
    accounts: accounts.map((account) => ({ ...account, roles: JSON.parse(account.roles) as Account["roles"] })),
    roleRights: custom.rights,
    hashes: await all(
      "select id as operator, password_hash as hash from core.operator union all select operator, hash from core.password",
    ),
    logins: site?.logins ?? undefined,
    codeGoodUntil: code?.at?.getTime() ?? null,
    envelopes: envelopes.map(({ operator, made_at, used_at }) => ({
      operator,
      madeAt: made_at.getTime(),
      usedAt: used_at?.getTime() ?? null,
    })),
    openReviews: reviews?.open ?? 0,
    elevations: elevations.map(({ operator, role, began_at, ends_at }) => ({
      operator,
      role,
      beganAt: began_at.getTime(),
      endsAt: ends_at.getTime(),
    })),
    tokens: await all(
      `select name, expires_at is not null as expires, created_by as by from core.api_token
         where revoked_at is null and (expires_at is null or expires_at > now()) order by name`,
    ),
  };
}
