/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The music of a tune as one flat array of symbols, small enough to read 50,000 tunes in a breath. Repeats are written
 * down, never played out: no text can make the array longer than itself. */
#pragma once

#include <glib.h>
#include "shed-abc-key.h"

G_BEGIN_DECLS

typedef enum
{
  SHED_ABC_NOTE = 1,
  SHED_ABC_REST,       /* z x; Z and X (whole bars) with SHED_ABC_FLAG_WHOLE_BARS and their true length */
  SHED_ABC_BAR,        /* a bar line, an ending "[1", or both: see @bar and @endings */
  SHED_ABC_SPACE,      /* y */
  SHED_ABC_CHORD_NAME, /* "Gm" before the next note: @text */
  SHED_ABC_ANNOTATION, /* "^above" before the next note: @text, its first letter ^ _ < > or @ says where */
  SHED_ABC_FIELD,      /* a field inside the music, its letter in @field: K (@index of the key), M and L (@numerator,
                        * @denominator), V (@voice), P Q r w W and others (@text) */
  SHED_ABC_LINE_BREAK, /* the source line ends here and so does the staff */
} ShedAbcSymbolKind;

typedef enum
{
  SHED_ABC_BAR_NONE,         /* no line: only an ending starts */
  SHED_ABC_BAR_SINGLE,       /* | */
  SHED_ABC_BAR_DOUBLE,       /* || */
  SHED_ABC_BAR_FINAL,        /* |] thin-thick */
  SHED_ABC_BAR_INITIAL,      /* [| thick-thin */
  SHED_ABC_BAR_REPEAT_START, /* |: */
  SHED_ABC_BAR_REPEAT_END,   /* :| */
  SHED_ABC_BAR_REPEAT_BOTH,  /* :: :|: :||: */
  SHED_ABC_BAR_DOTTED,       /* .| */
  SHED_ABC_BAR_INVISIBLE,    /* [|] */
} ShedAbcBar;

typedef enum
{
  SHED_ABC_FLAG_JOINED = 1 << 0,       /* no blank before it: shares a beam with the note before */
  SHED_ABC_FLAG_TIE = 1 << 1,          /* tied to the next note of this pitch */
  SHED_ABC_FLAG_GRACE = 1 << 2,        /* grace note: takes no time */
  SHED_ABC_FLAG_ACCIACCATURA = 1 << 3, /* of a grace group that begins {/ */
  SHED_ABC_FLAG_GRACE_START = 1 << 4,
  SHED_ABC_FLAG_GRACE_END = 1 << 5,
  SHED_ABC_FLAG_CHORD = 1 << 6,       /* a note of a chord after its first: takes no time of its own */
  SHED_ABC_FLAG_CHORD_START = 1 << 7, /* the first note of a chord: carries the chord's length */
  SHED_ABC_FLAG_TUPLET_START = 1 << 8,
  SHED_ABC_FLAG_TUPLET_END = 1 << 9,
  SHED_ABC_FLAG_INVISIBLE = 1 << 10,    /* x and X */
  SHED_ABC_FLAG_WHOLE_BARS = 1 << 11,   /* Z and X: @index is the number of bars */
  SHED_ABC_FLAG_DOTTED_TIE = 1 << 12,   /* .- and .( */
  SHED_ABC_FLAG_BROKEN = 1 << 13,       /* > or < follows it (lengths are already changed) */
  SHED_ABC_FLAG_QUARTER_TONE = 1 << 14, /* ^/ or _/: @alter is rounded towards 0 */
  SHED_ABC_FLAG_OVERLAY = 1 << 15,      /* after &, a second line of notes in the same bar */
} ShedAbcFlags;

/* Signs on a note; several may stand together. */
typedef enum
{
  SHED_ABC_SIGN_STACCATO = 1 << 0,      /* . */
  SHED_ABC_SIGN_ROLL = 1 << 1,          /* ~ */
  SHED_ABC_SIGN_TRILL = 1 << 2,         /* T */
  SHED_ABC_SIGN_FERMATA = 1 << 3,       /* H */
  SHED_ABC_SIGN_ACCENT = 1 << 4,        /* L */
  SHED_ABC_SIGN_LOWER_MORDENT = 1 << 5, /* M */
  SHED_ABC_SIGN_UPPER_MORDENT = 1 << 6, /* P */
  SHED_ABC_SIGN_CODA = 1 << 7,          /* O */
  SHED_ABC_SIGN_SEGNO = 1 << 8,         /* S */
  SHED_ABC_SIGN_UP_BOW = 1 << 9,        /* u */
  SHED_ABC_SIGN_DOWN_BOW = 1 << 10,     /* v */
  SHED_ABC_SIGN_TURN = 1 << 11,
  SHED_ABC_SIGN_TENUTO = 1 << 12,
  SHED_ABC_SIGN_BREATH = 1 << 13,
  SHED_ABC_SIGN_SLIDE = 1 << 14,
  SHED_ABC_SIGN_ARPEGGIO = 1 << 15,
  SHED_ABC_SIGN_OPEN = 1 << 16,
  SHED_ABC_SIGN_PLUCK = 1 << 17, /* !+!, !plus! */
  SHED_ABC_SIGN_SNAP = 1 << 18,
  SHED_ABC_SIGN_THUMB = 1 << 19,
  SHED_ABC_SIGN_WEDGE = 1 << 20,
  SHED_ABC_SIGN_FINE = 1 << 21,
  SHED_ABC_SIGN_DA_CAPO = 1 << 22,
  SHED_ABC_SIGN_DAL_SEGNO = 1 << 23,
  SHED_ABC_SIGN_CRESCENDO = 1 << 24, /* starts */
  SHED_ABC_SIGN_CRESCENDO_END = 1 << 25,
  SHED_ABC_SIGN_DIMINUENDO = 1 << 26, /* starts */
  SHED_ABC_SIGN_DIMINUENDO_END = 1 << 27,
  SHED_ABC_SIGN_MARCATO = 1 << 28, /* !^! !marcato! */
} ShedAbcSigns;

#define SHED_ABC_NO_ACCIDENTAL (-9)

/**
 * ShedAbcSymbol:
 * @kind: a #ShedAbcSymbolKind
 * @step: of a note: diatonic steps above middle C (`C` 0, `D` 1, `c` 7, `B,` -1), `octave=` included
 * @accidental: of a note: the one written before it, -2 … 2, or %SHED_ABC_NO_ACCIDENTAL
 * @alter: of a note: what sounds, -2 … 2, after key signature and accidentals earlier in the bar and over ties
 * @numerator: length as written, in whole notes and in lowest terms; broken rhythm applied, tuplet not.
 *   0/1 where the thing has no time. Of M: and L: fields their value (0/1 for a free meter)
 * @denominator: see @numerator; never 0
 * @flags: #ShedAbcFlags
 * @signs: #ShedAbcSigns
 * @offset: of its first byte in shed_abc_tune_get_text()
 * @text: for shed_abc_tune_get_string(); 0 when there is none
 * @length: bytes in the text
 * @endings: of a bar: bit n-1 set when ending n starts here (1 … 16)
 * @index: by kind: bars of rest; the key's number for shed_abc_tune_get_key_at()
 * @bar: of a bar: a #ShedAbcBar
 * @repeats: of a repeat: times the part is played (2 for `:|`, 3 for `::|`)
 * @tuplet_p: notes of the tuplet it stands in; 0: none
 * @tuplet_q: in the time of so many
 * @voice: number of its voice, 0 the first
 * @slur_starts: slurs that open before it
 * @slur_ends: slurs that close after it
 * @dynamic: 0, or index into `pppp ppp pp p mp mf f ff fff ffff` plus 1
 * @finger: 0, or fingering 0–5 plus 1
 * @field: of a field: its letter
 */
typedef struct
{
  guint8 kind;
  gint8 step;
  gint8 accidental;
  gint8 alter;
  guint16 numerator;
  guint16 denominator;
  guint32 flags;
  guint32 signs;
  guint32 offset;
  guint32 text;
  guint16 length;
  guint16 endings;
  guint16 index;
  guint8 bar;
  guint8 repeats;
  guint8 tuplet_p;
  guint8 tuplet_q;
  guint8 voice;
  guint8 slur_starts;
  guint8 slur_ends;
  guint8 dynamic;
  guint8 finger;
  char field;
} ShedAbcSymbol;

typedef enum
{
  SHED_ABC_METER_FREE, /* M:none or an empty one, or no M: at all */
  SHED_ABC_METER_PLAIN,
  SHED_ABC_METER_COMMON, /* M:C, 4/4 */
  SHED_ABC_METER_CUT,    /* M:C|, 2/2 */
} ShedAbcMeterKind;

/**
 * ShedAbcMeter:
 * @kind: a #ShedAbcMeterKind
 * @n_parts: summands of an additive meter such as 3+2/8; 1 for a plain one
 * @numerator: sum of the upper figures; 0 for a free meter
 * @denominator: the lower figure; never 0
 * @parts: the summands
 *
 * A meter. A plain value.
 */
typedef struct
{
  guint8 kind;
  guint8 n_parts;
  guint16 numerator;
  guint16 denominator;
  guint8 parts[8];
} ShedAbcMeter;

gboolean shed_abc_meter_parse (const char *text, gssize length, ShedAbcMeter *ret_meter);
char *shed_abc_meter_to_string (const ShedAbcMeter *meter);
char *shed_abc_meter_canonical (const char *text);
gboolean shed_abc_unit_parse (const char *text, gssize length, guint *ret_numerator, guint *ret_denominator);
void shed_abc_unit_default (const ShedAbcMeter *meter, guint *ret_numerator, guint *ret_denominator);

gboolean shed_abc_symbol_has_time (const ShedAbcSymbol *symbol);
void shed_abc_symbol_get_duration (const ShedAbcSymbol *symbol, guint *ret_numerator, guint *ret_denominator);
int shed_abc_symbol_get_midi (const ShedAbcSymbol *symbol);

G_END_DECLS
