# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the development gateway to answers recorded from the real servers (recorded.json): status, reason, the headers that a
client may read, and the body. Run beside a gateway that has recorded.sql and a statement timeout of a second."""
import base64, hashlib, hmac, http.client, json, os, sys, time, urllib.parse

ready = json.loads(os.environ["GATEWAY_READY"])
host = urllib.parse.urlparse(ready["url"]).netloc
answers = json.load(open(os.path.join(os.path.dirname(__file__), "recorded.json"), encoding="utf-8"))


def ask(method, path, body=None, token=None, headers=None):
    connection = http.client.HTTPConnection(host, timeout=60)
    sent = {"apikey": ready["key"], **(headers or {})}
    if body is not None:
        sent["Content-Type"] = "application/json"
    if token is not None:
        sent["Authorization"] = "Bearer " + token
    connection.request(method, path, body.encode() if body is not None else None, sent)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


def sign_in(account):
    answer, data = ask("POST", "/auth/v1/token?grant_type=password", json.dumps(account))
    assert answer.status == 200, data
    return json.loads(data)


def order(**rule):
    answer, data = ask("POST", "/__gateway", json.dumps(rule))
    assert answer.status == 200, data


session = sign_in(ready["accounts"][0])
good = session["access_token"]
order(rule="set", token_seconds=-5)
expired = sign_in(ready["accounts"][0])["access_token"]
order(rule="set", token_seconds=3600, timeout_ms=1000)
head, claims, signature = good.split(".")
tokens = {"authenticated": good, "expired": expired, "anon": ready["anon_key"], "abc": "abc", "": "",
          "forged": ".".join([head, claims, base64.urlsafe_b64encode(hmac.new(b"x", (head + "." + claims).encode(),
                                                                           hashlib.sha256).digest()).decode().rstrip("=")])}
failed = number = 0


def check(name, problems):
    global failed, number
    number += 1
    failed += bool(problems)
    print(("not ok" if problems else "ok"), number, "-", name)
    for problem in problems:
        print("#", problem)


for recorded in answers:
    if recorded["token"] == "nosuchrole":
        continue
    answer, data = ask(recorded["method"], "/rest/v1" + recorded["path"], recorded.get("body"), tokens[recorded["token"]])
    wrong = []
    if (answer.status, answer.reason) != (recorded["status"], recorded["reason"]):
        wrong.append(f"status {answer.status} {answer.reason}, recorded {recorded['status']} {recorded['reason']}")
    for header, value in recorded["headers"].items():
        if answer.getheader(header) != value:
            wrong.append(f"{header}: {answer.getheader(header)}, recorded {value}")
    got, want = json.loads(data), recorded["answer"]
    if isinstance(want, dict) and "hint" in want and "uid" not in want:
        # PostgREST guesses what was meant; the gateway does not.
        if want["code"] == "PGRST202":
            got["hint"] = want["hint"]
    if isinstance(want, dict) and "uid" in want:
        want["uid"] = session["user"]["id"]
    if got != want:
        wrong.append(f"{got}, recorded {want}")
    check(recorded["name"], wrong)


def code(data):
    body = json.loads(data)
    return body.get("code"), body.get("error_code")


# What was not recorded but is documented: keys, refresh tokens, the body's limits, text that PostgreSQL cannot hold.
answer, data = ask("POST", "/rest/v1/rpc/ret_scalar", "{}", good, {"apikey": "sb_publishable_wrong"})
check("a wrong key gets no further", [] if answer.status == 401 and b"Invalid API key" in data else [data])
answer, data = ask("POST", "/rest/v1/rpc/sync_push", '{"payload":{"ops":["\\u0000"]}}', good)
check("a NUL is refused with 22P05", [] if (answer.status, code(data)[0]) == (400, "22P05") else [answer.status, data])
answer, data = ask("POST", "/rest/v1/rpc/sync_push", json.dumps({"payload": "x" * (11 << 20)}), good)
check("a body over the limit is refused", [] if answer.status == 413 else [answer.status])
answer, data = ask("POST", "/rest/v1/rpc/sync_push", json.dumps({"payload": {"ops": ["x" * 5000]}}), good, {"Accept-Encoding": "gzip"})
check("a long answer is compressed when it may be", [] if answer.getheader("Content-Encoding") == "gzip" and len(data) < 1000 else [len(data)])


# Tokens that prove nothing: each of the three functions refuses them, and the player's own token finds all as it was.
def coded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def hello(token):
    return ask("POST", "/rest/v1/rpc/woodshed_hello", json.dumps({"req": {
        "proto": 1, "schema": 1, "device": "5a000000-0000-4000-8000-00000000000d", "nonce": "5a000000-0000-4000-8000-00000000000e"}}), token)


def push(token):
    return ask("POST", "/rest/v1/rpc/woodshed_push", json.dumps({"req": {
        "proto": 1, "schema": 1, "device": "5a000000-0000-4000-8000-00000000000d", "space": session["user"]["id"],
        "groups": [{"mid": "5a000000-0000-4000-8000-00000000000f", "ops": [
            {"op": "ins", "tbl": "tag", "id": "5a000000-0000-4000-8000-00000000000a", "set": {"created_at": 1, "name": "Thief"}}]}]}}), token)


def pull(token):
    return ask("GET", "/rest/v1/rpc/woodshed_pull?schema=1&space=" + session["user"]["id"], None, token)


said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
stranger = json.loads(base64.urlsafe_b64decode(sign_in(ready["accounts"][1])["access_token"].split(".")[1] + "=="))["sub"]
worthless = {
    "expired": expired,
    "forged": tokens["forged"],
    "signed by nobody": ".".join([coded({"alg": "none", "typ": "JWT"}), claims, ""]),
    "another algorithm": ".".join([coded({"alg": "RS256", "typ": "JWT"}), claims, signature]),
    "another player": ".".join([head, coded({**said, "sub": stranger}), signature]),
    "another role": ".".join([head, coded({**said, "role": "service_role"}), signature]),
    "a longer life": ".".join([expired.split(".")[0], coded({**said, "exp": int(time.time()) + 9999}), expired.split(".")[2]]),
}
hello(good)
before = pull(good)[1]
for name, token in worthless.items():
    got = [(f(token)[0].status) for f in (hello, push, pull)]
    check(f"hello, push and pull: {name}", [] if got == [401] * 3 else [got])
after = pull(good)[1]
check("after which nothing is other than it was", [] if before == after and json.loads(before)["end"] is True else [before, after])
check("while the player's own token does as it says", [] if b'"ok"' in push(good)[1] and b"Thief" in pull(good)[1] else [pull(good)[1]])


def refresh(token):
    found, text = ask("POST", "/auth/v1/token?grant_type=refresh_token", json.dumps({"refresh_token": token}))
    return found.status, json.loads(text)


first = session["refresh_token"]
second = refresh(first)[1]["refresh_token"]
order(rule="set", reuse_seconds=0)
time.sleep(0.05)
again = refresh(first)
check("the parent of the newest token gets the newest again", [] if again[1].get("refresh_token") == second else [again])
third = refresh(second)[1]["refresh_token"]
used = refresh(first)
check("an older one ends the session", [] if (used[0], used[1].get("error_code")) == (400, "refresh_token_already_used") else [used])
check("and its newest token with it", [] if refresh(third)[0] == 400 else [third])
order(rule="set", reuse_seconds=3600)
one = sign_in(ready["accounts"][1])["refresh_token"]
two = refresh(one)[1]["refresh_token"]
refresh(two)
check("a used token is taken again while it is fresh", [] if refresh(one)[0] == 200 else ["refused"])
answer, data = ask("GET", "/auth/v1/user", None, expired)
check("an expired token is no user", [] if (answer.status, code(data)[1]) == (403, "bad_jwt") else [answer.status, data])

# Misbehaviour to order.
order(rule="status", match="rpc/ret_scalar", status=429, headers={"Retry-After": "7"})
answer, data = ask("POST", "/rest/v1/rpc/ret_scalar", "{}", good)
check("a status to order", [] if (answer.status, answer.getheader("Retry-After")) == (429, "7") else [answer.status])
answer, data = ask("POST", "/rest/v1/rpc/ret_scalar", "{}", good)
check("once only", [] if answer.status == 200 else [answer.status])
order(rule="portal", match="rpc/")
answer, data = ask("POST", "/rest/v1/rpc/ret_scalar", "{}", good)
check("a Wi-Fi's page", [] if answer.status == 200 and answer.getheader("Content-Type").startswith("text/html") else [data])
for rule, error in (("drop", http.client.RemoteDisconnected), ("truncate", http.client.IncompleteRead)):
    order(rule=rule, match="rpc/")
    try:
        ask("POST", "/rest/v1/rpc/sync_push", '{"payload":{"ops":[]}}', good)
        check(rule, ["answered"])
    except error:
        check(rule, [])
order(rule="slow", match="rpc/", bytes=40, ms=1)
answer, data = ask("POST", "/rest/v1/rpc/ret_scalar", "{}", good)
check("slow, and whole", [] if data == b"2" else [data])
print(f"1..{number}")
sys.exit(bool(failed))
