import assert from "node:assert/strict";
import { test } from "node:test";
import { readMail } from "./mail-message.ts";

const mail = (headers: string[], body = "ACK") =>
  Buffer.from(["From: Anna <Anna@Plant.example>", "Message-ID: <1@plant.example>", ...headers, "", body].join("\r\n"));

test("sender, subject, thread and new text of a reply, with folded UTF-8", async () => {
  const read = await readMail(
    mail(
      [
        "Subject: =?UTF-8?Q?Re:_HIGH:_Kessel_3_=C3=9Cberdruck,?=",
        " =?UTF-8?Q?_Boiler_house_[#1a-7f3k]?=",
        "In-Reply-To: <n42.17.2.1a-7f3k@site.example>",
        "References: <alarm-1-17@site.example>",
        " <n42.17.2.1a-7f3k@site.example>",
        "Content-Type: text/plain; charset=utf-8",
      ],
      "Übernehme\r\n\r\nAm 15.01.2026 um 13:00 schrieb Tocsin:\r\n> ESCALATE",
    ),
  );
  assert.equal(read.from, "anna@plant.example");
  assert.equal(read.subject, "Re: HIGH: Kessel 3 Überdruck, Boiler house [#1a-7f3k]");
  assert.equal(read.fresh, "Übernehme");
  assert.match(read.thread, /n42\.17\.2\.1a-7f3k@site\.example/);
  assert.equal(read.automatic, null);
  assert.equal(read.bounce, null);
});

test("of an HTML mail only the words above the quotation count", async () => {
  const table: [string, string][] = [
    ["<div>ACK</div><blockquote>ESCALATE</blockquote>", "ACK"],
    ['<p>ACK on my way</p><div class="gmail_quote">On Tue wrote</div>', "ACK on my way"],
    ['ACK<br><hr><div id="divRplyFwdMsg">From: x</div>', "ACK"],
    ["<style>p{}</style><p>A&amp;B</p>", "A&B"],
  ];
  for (const [html, fresh] of table) {
    const read = await readMail(mail(["Subject: Re", "Content-Type: text/html; charset=utf-8"], html));
    assert.equal(read.fresh.trim(), fresh, html);
  }
});

test("mails that programs wrote are known as such", async () => {
  for (const headers of [
    ["Auto-Submitted: auto-replied"],
    ["Auto-Submitted: auto-generated"],
    ["Precedence: bulk"],
    ["Precedence: auto_reply"],
    ["X-Autoreply: yes"],
    ["Return-Path: <>"],
    ["List-Id: <x.example>"],
    ["Subject: Automatic reply: HIGH"],
    ["Subject: Automatische Antwort: HIGH"],
    ["Subject: Out of Office: Re: HIGH"],
    ["Subject: Abwesenheitsnotiz: HIGH"],
  ]) {
    assert.notEqual((await readMail(mail(headers))).automatic, null, headers[0]);
  }
  for (const headers of [
    ["Auto-Submitted: no"],
    ["Subject: Re: office out of order"],
    ["Return-Path: <anna@plant.example>"],
  ]) {
    assert.equal((await readMail(mail(headers))).automatic, null, headers[0]);
  }
});

/** After the example in RFC 3464 §B.1. */
const report = (action: string, status: string) =>
  Buffer.from(
    [
      "From: Mail Delivery System <MAILER-DAEMON@mx.example>",
      "Subject: Undelivered Mail Returned to Sender",
      "Auto-Submitted: auto-replied",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain",
      "",
      "I'm sorry.",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mx.example",
      "",
      "Final-Recipient: rfc822;anna@plant.example",
      `Action: ${action}`,
      `Status: ${status}`,
      "Diagnostic-Code: smtp; 550 5.1.1 no such user",
      "",
      "--b",
      "Content-Type: message/rfc822",
      "",
      "Message-ID: <n42.17.2.1a-7f3k@site.example>",
      "Subject: HIGH",
      "",
      "--b--",
      "",
    ].join("\r\n"),
  );

test("a report of a failed delivery says whose mail it was and why; other reports are no failures", async () => {
  const { bounce } = await readMail(report("failed", "5.1.1"));
  assert.equal(bounce?.recipient, "anna@plant.example");
  assert.equal(bounce?.because, "550 5.1.1 no such user");
  assert.match(bounce?.about ?? "", /n42\.17\.2\.1a-7f3k/);
  for (const action of ["delayed", "delivered", "relayed", "expanded"]) {
    assert.equal((await readMail(report(action, "4.4.1"))).bounce, null, action);
  }
});

test("only our own server's word about the sender counts, and only about the sender's domain", async () => {
  const table: [string, boolean][] = [
    ["Authentication-Results: mx.site.example; dmarc=pass header.from=plant.example", true],
    ["Authentication-Results: mx.site.example; dkim=pass header.d=plant.example", true],
    ["Authentication-Results: mx.site.example; spf=pass smtp.mailfrom=anna@plant.example", true],
    ["Authentication-Results: mx.site.example; dkim=pass header.d=evil.example", false],
    ["Authentication-Results: mx.site.example; dmarc=fail header.from=plant.example", false],
    ["Authentication-Results: mx.evil.example; dmarc=pass header.from=plant.example", false],
    ["X-Nothing: here", false],
  ];
  for (const [header, authentic] of table) {
    assert.equal((await readMail(mail([header]))).authenticatedBy("mx.site.example"), authentic, header);
  }
});

test("noise is a mail without anything in it", async () => {
  const read = await readMail(Buffer.from([0, 255, 10, 13, 10, 0]));
  assert.equal(read.from, "");
  assert.equal(read.bounce, null);
});
