import assert from "node:assert/strict";
import { date, findDates, time } from "../../../core/src/policy/text-values/dates.ts";
import { domain, findHosts, host } from "../../../core/src/policy/text-values/hosts.ts";
import { findNumbers, number } from "../../../core/src/policy/text-values/numbers.ts";
import { ExactNumber } from "../../../core/src/trace/model.ts";

type Case<T> = readonly [text: string, expected: T];

function table<T>(name: string, evaluate: (text: string) => T, cases: readonly Case<T>[]): void {
  describe(name, () => {
    for (const [text, expected] of cases) it(JSON.stringify(text), () => assert.deepEqual(evaluate(text), expected));
  });
}

table("host(text)", host, [
  ["https://Google.COM./x", "google.com"],
  ["google.com:443/maps", "google.com"],
  ["//google.com", "google.com"],
  ["http:\\\\google.com", "google.com"],
  ["https://google.com@evil.io/", "evil.io"],
  ["https://evil.io\\@google.com", "evil.io"],
  ["https://evil.io#@google.com", "evil.io"],
  ["http://0x7f.1/", "127.0.0.1"],
  ["http://2130706433", "127.0.0.1"],
  ["127.0.0.1:80", "127.0.0.1"],
  ["http://[0:0::1]:80/", "[::1]"],
  ["http://b%65.example", "be.example"],
  ["http://bücher.example", "xn--bcher-kva.example"],
  ["ssh://git@Host.example/x", "host.example"],
  ["localhost:3000/x", "localhost"],
  ["\thttps://goo\ngle.com", "google.com"],
  ["hello", undefined],
  ["1.5", undefined],
  ["/path", undefined],
  ["file:///etc/passwd", undefined],
  ["mailto:a@b.c", undefined],
  ["bob@corp.example", undefined],
  ["javascript:alert(1)", undefined],
  ["data:,x", undefined],
  ["a b.com", undefined],
  ["", undefined],
]);

table("domain(email)", domain, [
  ["Bob@Corp.Example", "corp.example"],
  ["a@bücher.example", "xn--bcher-kva.example"],
  ["Bob <a@b.c>", undefined],
  ["a@b@c", undefined],
  ["a@b c.d", undefined],
  ["a@", undefined],
  ["@b.c", undefined],
  ["corp.example", undefined],
]);

table("date(text)", date, [
  ["2025-01-11", "2025-01-11"],
  ["2025-01-11T10:00:00.5+02:00", "2025-01-11"],
  ["January 11th 2025", "2025-01-11"],
  ["january 11, 2025", "2025-01-11"],
  ["11 Jan 2025", "2025-01-11"],
  ["11-Jan-2025", "2025-01-11"],
  ["29 February 2024", "2024-02-29"],
  ["29 February 2025", undefined],
  ["2025-02-30", undefined],
  ["Jan 11", undefined],
  ["11-15 January 2025", undefined],
  ["01/11/2025", undefined],
  ["on 11 Jan 2025", undefined],
]);

table("time(text)", time, [
  ["2025-01-11T10:00:00+01:00", { milliseconds: Date.UTC(2025, 0, 11, 9), zoned: true }],
  ["2025-01-11 10:00", { milliseconds: Date.UTC(2025, 0, 11, 10), zoned: false }],
  ["2025-01-11T10:00:00.250Z", { milliseconds: Date.UTC(2025, 0, 11, 10, 0, 0, 250), zoned: true }],
  ["2025-01-11", { milliseconds: Date.UTC(2025, 0, 11), zoned: false }],
  ["2025-01-11T25:00", undefined],
  ["10:00", undefined],
  ["January 11th 2025", undefined],
]);

table("number(text)", number, [
  ["1000.50", 1000.5],
  ["-5", -5],
  ["1e3", 1000],
  ["12345678901234567890", new ExactNumber("12345678901234567890")],
  ["1,000", undefined],
  [" 1", undefined],
  ["01", undefined],
  ["+1", undefined],
  ["0x10", undefined],
  ["", undefined],
]);

table("the dates of a text", (text) => findDates(text).map(({ key }) => key), [
  ["jan 11 to 15", ["01-11", "01-15"]],
  ["from january 11th to january 15th 2025", ["2025-01-11", "2025-01-15"]],
  ["jan 11-15, 2025.", ["2025-01-11", "2025-01-15"]],
  ["between jan 3 and 5", ["01-03", "01-05"]],
  ["jan 3 and 5 apples", ["01-03"]],
  ["on jan 11 at 10:30", ["01-11"]],
  ["2025-01-11 to 2025-01-15", ["2025-01-11", "2025-01-15"]],
  ["january 2025", []],
  ["maybe 5", []],
]);

table("the numbers of a text", (text) => findNumbers(text).map(({ start, end }) => text.slice(start, end)), [
  ["pay $98.70, 1,000.50 or -5", ["98.70", "1,000.50", "-5"]],
  ["for 5-10 people, 1-2-3, 01-11, 1,0000, 1'000, a-5-6", ["5", "10"]],
  ["ids 5,10,20", ["5", "10", "20"]],
  ["v1.2.3 1.2.3 10:30 12/05/2025 a13 item-13 5kg %20 5 pm", []],
  ["on january 11, 2025 pay 12.", ["12"]],
]);

table("the hosts of a text", (text) => findHosts(text).map(({ kind, host }) => `${kind} ${host}`), [
  ["see www.a.com, b.org/x/y.com", ["bare www.a.com", "bare b.org"]],
  ["[x](https://a.com) (http://b.com/c).", ["link a.com", "link b.com"]],
  ["a@corp.example.evil.io or bob@corp.example.", ["email corp.example.evil.io", "email corp.example"]],
  ["https://evil.io/?u=1#@google.com", ["link evil.io"]],
  ["read notes.xyzzy /x/google.com", []],
  ["google.com...and 1.5 e.g. 10.0.0.1", ["bare google.com", "bare 10.0.0.1"]],
  ["https://google.com,x@evil.io/ https:/\\a.com c:\\\\dir", ["link evil.io", "link a.com"]],
  ["**google.com** google.com%2eevil.io", ["bare google.com"]],
  ["https://a.com,https://b.com", ["link a.com", "link b.com"]],
  ["goo\u200bgle.com", ["bare google.com"]],
]);
