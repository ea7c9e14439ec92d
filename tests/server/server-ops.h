/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations of a group, written short (server-fixture.h says how ' and #name are read). */
#pragma once

#define OP(kind, tbl, id, rest) "{'op':'" kind "','tbl':'" tbl "','id':'#" id "'" rest "}"
#define UPD(tbl, id, base, set) OP ("upd", tbl, id, ",'base':{" base "},'set':{" set "}")
#define INS(tbl, id, set) OP ("ins", tbl, id, ",'set':{'created_at':1," set "}")
#define INS_FROM(tbl, id, base, set) OP ("ins", tbl, id, ",'base':{" base "},'set':{" set "}")
#define DEL(tbl, id, base) OP ("del", tbl, id, ",'base':{" base "}")

#define BOOK INS ("book", "b1", "'title':'My tunes','origin':'own','position':'a'")
#define TUNE(id, more) INS ("tune", id, "'book_id':'#b1','title':'The Otter'" more)
#define TUNE_BASE "'title':'The Otter','abc':null,'key':null"
#define ALIAS(id, tune) INS ("tune_alias", id, "'tune_id':'#" tune "','text':'The Old Otter'")
#define NOTE(id, tune, text) INS ("note", id, "'tune_id':'#" tune "','text':'" text "','position':'a'")
#define REPERTOIRE INS ("repertoire", "r1", "'name':'Fiddle','position':'a'")
#define REPERTOIRE_TUNE(id, tune) INS ("repertoire_tune", id, "'repertoire_id':'#r1','tune_id':'#" tune "'")
#define RATING(id, tune)                                                                                               \
  INS ("practice_event", id,                                                                                           \
       "'repertoire_id':'#r1','tune_id':'#" tune "','kind':'rating','rating':3,'answered_at':1,'time_zone':'UTC',"     \
       "'practice_day':'2026-11-21','day_start_minutes':240")

/* What a rule says, of a server s: a group of a device comes to this, a query answers that. */
#define PUSH(device, expected, ops) g_assert_cmpstr (server_push (s, device, ops), ==, expected)
#define IS(expected, ...) server_assert (s, expected, __VA_ARGS__)
#define TUNE_IS(expected, column) IS (expected, "select " column " from woodshed.tune where space_id = $space and id = '#t1'")
#define QUESTIONS(expected, where) IS (expected, "select count (*) from woodshed.conflict c where space_id = $space and " where)
#define QUESTION(column) "select " column " from woodshed.conflict where space_id = $space order by created_at, rv limit 1"
