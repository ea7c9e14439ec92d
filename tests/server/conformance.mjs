// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the development gateway to the hosted service's own client: what that client understands is what the service says.
// Run beside a gateway (with-gateway.sh); the argument is the folder that has node_modules.
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

const require = createRequire(`${process.argv[2]}/`);
const { createClient } = require("@supabase/supabase-js");
const ws = require("ws");
const { url, key, accounts } = JSON.parse(process.env.GATEWAY_READY);
const options = { auth: { persistSession: false, autoRefreshToken: false }, realtime: { transport: ws } };
const within = (ms, what, promise) =>
  Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error(`${what}: nothing within ${ms} ms`)), ms).unref())]);

const steps = {
  async "a wrong password is refused with the service's code"() {
    const { error } = await createClient(url, key, options).auth.signInWithPassword({ ...accounts[0], password: "something else" });
    assert.equal(error.code, "invalid_credentials");
    assert.equal(error.status, 400);
  },
  async "without a session a function is not for anybody"() {
    const { error, status } = await createClient(url, key, options).rpc("woodshed_hello", { req: {} });
    assert.deepEqual([status, error.code], [401, "42501"]);
  },
  async "a wrong key is refused"() {
    const { error } = await createClient(url, "sb_publishable_none", options).auth.signInWithPassword(accounts[0]);
    assert.equal(error.status, 401);
  },
  async "sign in, hello, push, pull, broadcast"() {
    const client = createClient(url, key, options);
    const { data, error } = await client.auth.signInWithPassword(accounts[0]);
    assert.equal(error, null);
    const me = data.user.id, device = randomUUID();
    assert.equal((await client.auth.getUser()).data.user.id, me);

    const hello = await client.rpc("woodshed_hello", { req: { proto: 1, device, nonce: randomUUID(), name: "conformance", app: "test", schema: 1, spaces: [] } });
    assert.equal(hello.error, null);
    const { space, epoch } = hello.data.spaces[0];
    assert.equal(space, me);

    const channel = client.channel(`woodshed:${space}`, { config: { private: true } });
    const hint = new Promise((yes) => channel.on("broadcast", { event: "change" }, yes));
    await client.realtime.setAuth();
    await within(15000, "joining", new Promise((yes, no) => channel.subscribe((state, why) => {
      if (state === "SUBSCRIBED") yes();
      if (state === "CHANNEL_ERROR") no(why ?? new Error(state));
    })));

    const id = randomUUID();
    const group = { mid: randomUUID(), ops: [{ op: "ins", tbl: "book", id, set: { title: "Session tunes", created_at: Date.now(), position: "a0", local_only: false, origin: "own" } }] };
    const push = await client.rpc("woodshed_push", { req: { proto: 1, space, device, epoch, schema: 1, groups: [group] } });
    assert.equal(push.error, null);
    assert.equal(push.data.results.length, 1);
    assert.equal(push.data.results[0].s, "ok", JSON.stringify(push.data.results));
    const heard = await within(15000, "the hint", hint);
    assert.equal(heard.payload.space, space);
    assert.match(heard.payload.seq, /^\d+$/);

    const pull = await client.rpc("woodshed_pull", { space, cursor: "0", lim: 10, schema: 1 }, { get: true });
    assert.equal(pull.error, null);
    assert.ok(pull.data.end);
    assert.equal(pull.data.tables.book.rows[0][0], id);

    const other = createClient(url, key, options);
    assert.equal((await other.auth.signInWithPassword(accounts[1])).error, null);
    assert.deepEqual((({ status, error: e }) => [status, e.code])(await other.rpc("woodshed_pull", { space, cursor: "0" })), [404, "PT404"]);
    await other.realtime.setAuth();
    const foreign = other.channel(`woodshed:${space}`, { config: { private: true } });
    await within(15000, "the refusal", new Promise((yes, no) => foreign.subscribe((state) => {
      if (state === "CHANNEL_ERROR") yes();
      if (state === "SUBSCRIBED") no(new Error("a stranger listens"));
    })));
    await Promise.all([client.removeAllChannels(), other.removeAllChannels()]);
    client.realtime.disconnect();
    other.realtime.disconnect();
  },
  async "a session is refreshed, and ends when it is signed out"() {
    const client = createClient(url, key, options);
    const first = (await client.auth.signInWithPassword(accounts[0])).data.session;
    const second = await client.auth.refreshSession();
    assert.equal(second.error, null);
    assert.notEqual(second.data.session.refresh_token, first.refresh_token);
    assert.equal((await client.auth.signOut({ scope: "local" })).error, null);
    const again = await client.auth.refreshSession({ refresh_token: second.data.session.refresh_token });
    assert.equal(again.error.code, "refresh_token_not_found");
  },
  async "a missing function is named in PostgREST's words"() {
    const { error, status } = await createClient(url, key, options).rpc("woodshed_pusj", { req: {} });
    assert.deepEqual([status, error.code], [404, "PGRST202"]);
  },
};

let failed = 0, n = 0;
console.log(`1..${Object.keys(steps).length}`);
for (const [name, step] of Object.entries(steps)) {
  n++;
  try {
    await within(60000, name, step());
    console.log(`ok ${n} - ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${n} - ${name}`);
    console.log(String(error.stack).replace(/^/gm, "# "));
  }
}
process.exit(failed ? 1 : 0);
